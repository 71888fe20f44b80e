/** What a wg-quick file says, in our own types. What a host alone can find out, such as addresses of names, is left open. */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Duration } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Prefix } from "../../domain/net/prefix.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import type { SecretKey } from "../../domain/wireguard/secret_key.ts"

export interface WgConfig {
  readonly privateKey: SecretKey
  /** Zero: any that is free. */
  readonly listenPort: number
  /** Zero for none. */
  readonly fwmark: number
  /** undefined: whatever suits the path. */
  readonly mtu: number | undefined
  readonly addresses: readonly TunnelAddress[]
  readonly table: RouteTable
  readonly peers: readonly WgPeer[]
}

export interface WgPeer {
  readonly publicKey: PublicKey
  readonly presharedKey: SecretKey | undefined
  /** Each once. A prefix that several peers name belongs to the last of them. */
  readonly allowedIps: readonly Prefix[]
  readonly endpoint: PeerEndpoint | undefined
  /** Zero for none. */
  readonly keepalive: Duration
}

/** An address of the tunnel's own, and the network it is in. */
export interface TunnelAddress {
  readonly address: IpAddress
  readonly network: Prefix
}

/** The number of the table that routes go to, or none at all. */
export type RouteTable = "auto" | "off" | number

export type PeerEndpoint = KnownEndpoint | NamedEndpoint

export interface KnownEndpoint {
  readonly _tag: "Known"
  readonly endpoint: Endpoint
}

/** A host name, which is to be resolved by whoever uses it. */
export interface NamedEndpoint {
  readonly _tag: "Named"
  readonly host: string
  readonly port: number
}
