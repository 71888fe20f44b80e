/** Changes of WireGuard devices, told by what matters in them. */
import type { DeviceChange, PeerChange, SetPeer } from "../../src/adapters/uapi/device_change.ts"
import { prefix } from "../../src/domain/net/prefix.ts"
import type { PublicKey } from "../../src/domain/public_key.ts"
import { SecretKey } from "../../src/domain/wireguard/secret_key.ts"

export const secretKey = (fill: number): SecretKey => new SecretKey(new Uint8Array(32).fill(fill))

export const change = (rest: Partial<DeviceChange> = {}): DeviceChange => ({ replacePeers: false, peers: [], ...rest })

export const setPeer = (publicKey: PublicKey, rest: Partial<SetPeer> = {}): SetPeer => ({
  _tag: "SetPeer",
  publicKey,
  updateOnly: false,
  replaceAllowedIps: false,
  allowedIps: [],
  ...rest,
})

export const removePeer = (publicKey: PublicKey): PeerChange => ({ _tag: "RemovePeer", publicKey })

export const adding = (...prefixes: readonly string[]): SetPeer["allowedIps"] =>
  prefixes.map((text) => ({ action: "add", prefix: prefix(text) }))
