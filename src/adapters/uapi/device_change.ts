/**
 * What a WireGuard device is asked to become (spec/wireguard.md 2.1, `set=1`). What is absent stays as it is. Peers
 * are to be changed in the order given, and the same one may be named again.
 */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Duration } from "../../domain/net/instant.ts"
import type { Prefix } from "../../domain/net/prefix.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import type { SecretKey } from "../../domain/wireguard/secret_key.ts"

export interface DeviceChange {
  readonly privateKey?: SecretKey | "none"
  /** Zero: any that is free. */
  readonly listenPort?: number
  /** Zero for none. */
  readonly fwmark?: number
  /** All peers go before those below come. */
  readonly replacePeers: boolean
  readonly peers: readonly PeerChange[]
}

export type PeerChange = RemovePeer | SetPeer

/** That there is no such peer is no error. */
export interface RemovePeer {
  readonly _tag: "RemovePeer"
  readonly publicKey: PublicKey
}

export interface SetPeer {
  readonly _tag: "SetPeer"
  readonly publicKey: PublicKey
  /** A peer that there is not stays away. */
  readonly updateOnly: boolean
  /** Counts from the next handshake on. */
  readonly presharedKey?: SecretKey | "none"
  readonly endpoint?: Endpoint
  /** Whole seconds; zero for none. */
  readonly keepalive?: Duration
  /** All allowed IPs go before those below come. */
  readonly replaceAllowedIps: boolean
  /** In the order given. */
  readonly allowedIps: readonly AllowedIpChange[]
}

export interface AllowedIpChange {
  readonly action: "add" | "remove"
  readonly prefix: Prefix
}
