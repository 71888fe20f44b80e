/** What the mesh asks for, to be recorded or done in the order given. */
import type { Affiliate } from "../discovery/affiliate.ts"
import type { HarvestedEndpoint } from "../discovery/announcer.ts"
import type { Prefix } from "../net/prefix.ts"
import type { PublicKey } from "../public_key.ts"
import type { Event } from "./event.ts"
import type { ConfigurePeer, RemovePeer, SetEndpoint } from "./intent.ts"

/** Append this event to the journal. It is part of the state already. */
export interface Recorded {
  readonly _tag: "Recorded"
  readonly event: Event
}

/** Tell every discovery service that this is what we now are, and at which endpoints we see others. */
export interface Publish {
  readonly _tag: "Publish"
  readonly affiliate: Affiliate
  readonly harvest: readonly HarvestedEndpoint[]
}

/** From now on these networks, and for this peer no others, go into the tunnel; its mesh address always does. */
export interface Route {
  readonly _tag: "Route"
  readonly peer: PublicKey
  readonly prefixes: readonly Prefix[]
}

/** For whoever carries the packets. */
export type PeerIntent = ConfigurePeer | RemovePeer | SetEndpoint

export type MeshOutput = Recorded | Publish | Route | PeerIntent
