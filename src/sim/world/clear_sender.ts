/** Datagrams that hosts send past the mesh, as a scenario says: junk to whoever gets it. */
import { endpoint } from "../../domain/net/endpoint.ts"
import type { Directory } from "./directory.ts"
import type { SendClear } from "./plan.ts"

/** No message of WireGuard's begins with zero. */
const JUNK = new Uint8Array(32)

export const clearSender =
  (nodes: Directory, nextFlight: () => number): SendClear => ({ from, port, to, ttl }, now) => {
    const { host, index } = nodes.named(from)
    const flight = { id: nextFlight(), from: index, to: undefined }
    host.send({ to: endpoint(to), source: undefined, payload: JUNK, flight, port, ttl }, now)
  }
