/** Everything that a node asks of its driver, to be performed in the order given. */
import type { Affiliate } from "./discovery/affiliate.ts"
import type { Event } from "./mesh/event.ts"
import type { HarvestedEndpoint } from "./discovery/announcer.ts"
import type { Endpoint } from "./net/endpoint.ts"
import type { IpAddress } from "./net/ip_address.ts"
import type { Prefix } from "./net/prefix.ts"
import type { PublicKey } from "./public_key.ts"

/** Append this event to the journal. It is part of the state already. */
export interface Recorded {
  readonly _tag: "Recorded"
  readonly event: Event
}

/** Hand this IP packet, which the peer proved to have sent, to the host. */
export interface Deliver {
  readonly _tag: "Deliver"
  readonly peer: PublicKey
  readonly packet: Uint8Array
}

/** Send this UDP datagram from our port, and from `source` if that address is still ours. */
export interface Transmit {
  readonly _tag: "Transmit"
  /** For whom it is meant, where that is known. */
  readonly peer: PublicKey | undefined
  readonly to: Endpoint
  readonly source: IpAddress | undefined
  readonly datagram: Uint8Array
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

export type Output = Recorded | Deliver | Transmit | Publish | Route
