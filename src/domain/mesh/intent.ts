/** What the mesh wants done, in the imperative. */
import type { Endpoint } from "../net/endpoint.ts"
import type { Prefix } from "../net/prefix.ts"
import type { PublicKey } from "../public_key.ts"

export interface ConfigurePeer {
  readonly _tag: "ConfigurePeer"
  readonly peer: PublicKey
  readonly allowedIps: readonly Prefix[]
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

/** Tell discovery about ourselves as we now are. */
export interface PublishSelf {
  readonly _tag: "PublishSelf"
}

export type Intent = ConfigurePeer | RemovePeer | SetEndpoint | PublishSelf
