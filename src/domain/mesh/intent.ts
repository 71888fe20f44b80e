/** What the mesh wants done, in the imperative. */
import type { Endpoint } from "../net/endpoint.ts"
import type { Prefix } from "../net/prefix.ts"
import type { PublicKey } from "../public_key.ts"

export interface ConfigurePeer {
  readonly _tag: "ConfigurePeer"
  readonly peer: PublicKey
  readonly allowedIps: readonly Prefix[]
  /** For a device that has lost it; undefined leaves alone what WireGuard learned. */
  readonly endpoint: Endpoint | undefined
}

export interface RemovePeer {
  readonly _tag: "RemovePeer"
  readonly peer: PublicKey
}

export interface SetEndpoint {
  readonly _tag: "SetEndpoint"
  readonly peer: PublicKey
  readonly endpoint: Endpoint
}

/** These networks of the peer, and no others, go into the tunnel. */
export interface RoutePeer {
  readonly _tag: "RoutePeer"
  readonly peer: PublicKey
  readonly prefixes: readonly Prefix[]
}

/** Tell discovery about ourselves as we now are, and where we see others. */
export interface Publish {
  readonly _tag: "Publish"
}

export type Intent = ConfigurePeer | RemovePeer | SetEndpoint | RoutePeer | Publish
