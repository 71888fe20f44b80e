import { endpoint } from "../../src/domain/net/endpoint.ts"
import { DEFAULT_TTL, type Packet } from "../../src/sim/packet.ts"

/** A packet between two endpoints in text form. */
export function packet(source: string, destination: string, size = 32): Packet {
  return {
    source: endpoint(source),
    destination: endpoint(destination),
    payload: new Uint8Array(size),
    ttl: DEFAULT_TTL,
    flight: { id: 0, from: 0, to: 1 },
    error: undefined,
  }
}
