/** What a WireGuard device says of itself (spec/wireguard.md 2.1, `get=1`). */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Duration } from "../../domain/net/instant.ts"
import type { Prefix } from "../../domain/net/prefix.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import type { SecretKey } from "../../domain/wireguard/secret_key.ts"

export interface DeviceReport {
  readonly privateKey: SecretKey | undefined
  /** Zero before there is a socket. */
  readonly listenPort: number
  /** Zero for none. */
  readonly fwmark: number
  readonly peers: readonly PeerReport[]
}

export interface PeerReport {
  readonly publicKey: PublicKey
  readonly presharedKey: SecretKey | undefined
  readonly endpoint: Endpoint | undefined
  /** undefined: never. */
  readonly lastHandshake: WallTime | undefined
  readonly txBytes: number
  readonly rxBytes: number
  /** Whole seconds; zero for none. */
  readonly keepalive: Duration
  readonly allowedIps: readonly Prefix[]
}

/** Since 1970, as the host's clock shows it. */
export interface WallTime {
  readonly seconds: number
  readonly nanoseconds: number
}
