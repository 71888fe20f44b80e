/** A wg-quick file as the change that makes an interface out of nothing; names of hosts are looked up on the way. */
import * as Effect from "effect/Effect"
import { addressOfHost } from "../adapters/names/lookup.ts"
import type { DeviceChange, SetPeer } from "../adapters/uapi/device_change.ts"
import type { PeerEndpoint, WgConfig, WgPeer } from "../adapters/wgconf/wg_config.ts"
import { messageOf } from "../domain/message_of.ts"
import { type Endpoint, endpointOf } from "../domain/net/endpoint.ts"
import { BadInput } from "./failures.ts"

/** Of the interface: the file's, as wg-quick has it. */
export function nameOf(path: string): Effect.Effect<string, BadInput> {
  const name = path.replace(/^.*\//, "").replace(/\.conf$/, "")
  if (INTERFACE_NAME.test(name)) return Effect.succeed(name)
  const message =
    `${path}: the file's name is to be the interface's: up to 15 of a-z, 0-9, _, =, +, ., -, and then .conf`
  return Effect.fail(new BadInput({ message }))
}

/** wg-quick(8). */
const INTERFACE_NAME = /^[a-zA-Z0-9_=+.-]{1,15}$/

export const changeOf = Effect.fnUntraced(
  function* (path: string, { privateKey, listenPort, fwmark, peers }: WgConfig) {
    const set = yield* Effect.forEach(peers, (peer) => peerChange(path, peer), { concurrency: 16 })
    const change: DeviceChange = { privateKey, listenPort, fwmark, replacePeers: true, peers: set }
    return change
  },
)

const peerChange = Effect.fnUntraced(function* (path: string, peer: WgPeer) {
  const { publicKey, presharedKey, allowedIps, endpoint, keepalive } = peer
  const place = endpoint === undefined ? undefined : yield* resolved(path, endpoint)
  const change: SetPeer = {
    _tag: "SetPeer",
    publicKey,
    updateOnly: false,
    ...(presharedKey && { presharedKey }),
    ...(place && { endpoint: place }),
    keepalive,
    replaceAllowedIps: true,
    allowedIps: allowedIps.map((prefix) => ({ action: "add", prefix })),
  }
  return change
})

function resolved(path: string, endpoint: PeerEndpoint): Effect.Effect<Endpoint, BadInput> {
  if (endpoint._tag === "Known") return Effect.succeed(endpoint.endpoint)
  const { host, port } = endpoint
  return Effect.tryPromise({
    try: async () => endpointOf(await addressOfHost(host), port),
    catch: (error) => new BadInput({ message: `${path}: no address for "${host}": ${messageOf(error)}` }),
  })
}
