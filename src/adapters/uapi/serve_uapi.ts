/** A device's control socket: what `wg` and other programs find it by (spec/wireguard.md 2.1). */
import { createServer, type Socket } from "node:net"
import { converse, type UapiBackend } from "./converse.ts"
import { listen } from "./listen.ts"
import { socketPath, type SocketPlace } from "./socket_path.ts"

export interface UapiOptions extends SocketPlace {
  /** Told of what the backend rejects with; the client hears a number. */
  readonly failed?: (error: unknown) => void
}

export interface UapiServer {
  readonly path: string
  /** Hangs up on all clients; whatever has the socket's name then is removed, which the runtime sees to. */
  readonly close: () => Promise<void>
}

/** Without a word for this long, and a client is hung up on. */
const SILENCE_MS = 60_000
const MAX_CLIENTS = 128

/** Rejects with a `UapiError` when there can be no such socket. */
export async function serveUapi(options: UapiOptions, backend: UapiBackend): Promise<UapiServer> {
  const path = socketPath(options)
  const clients = new Set<Socket>()
  const { failed = () => {} } = options
  const oneByOne = inTurn(backend)
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {})
    if (clients.size >= MAX_CLIENTS) return void socket.destroy()
    clients.add(socket)
    socket.setTimeout(SILENCE_MS, () => socket.destroy())
    void converse(socket, oneByOne, failed).finally(() => clients.delete(socket))
  })
  await listen(server, path)
  server.on("error", failed)
  let closed: Promise<void> | undefined
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of clients) socket.destroy()
    })
  return { path, close: () => closed ??= close() }
}

/** Clients do not wait for each other's silence, but for each other's operations. */
function inTurn(backend: UapiBackend): UapiBackend {
  let last: Promise<unknown> = Promise.resolve()
  const next = <A>(operation: () => Promise<A>): Promise<A> => {
    const result = last.then(operation)
    last = result.catch(() => {})
    return result
  }
  return { get: () => next(() => backend.get()), set: (change) => next(() => backend.set(change)) }
}
