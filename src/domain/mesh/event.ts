/**
 * What happened, in the past tense: the only thing that mesh state is made of. Facts that came in and choices that the
 * policy made are both events, so a log explains itself. Events hold no secrets and no raw packets. Add variants and
 * optional fields freely; anything else needs a new version and a way to read the old one.
 */
import * as Schema from "effect/Schema"
import { Affiliate, NodeId } from "../discovery/affiliate.ts"
import { Endpoint } from "../net/endpoint.ts"
import { Instant } from "../net/instant.ts"
import { IpAddress } from "../net/ip_address.ts"
import { PublicKey } from "../public_key.ts"
import { PeerSpec } from "./peer_spec.ts"

export const EVENT_VERSION = 1

/** Discovery told us of an affiliate, or told us something new about one. */
export const AffiliateSeen = Schema.TaggedStruct("AffiliateSeen", { at: Instant, affiliate: Affiliate })

/** Discovery no longer vouches for an affiliate. */
export const AffiliateExpired = Schema.TaggedStruct("AffiliateExpired", { at: Instant, nodeId: NodeId })

/** Our own addresses changed, and with them the endpoints that we announce. */
export const LocalEndpointsChanged = Schema.TaggedStruct("LocalEndpointsChanged", {
  at: Instant,
  addresses: Schema.Array(IpAddress),
  endpoints: Schema.Array(Endpoint),
})

/** What we want of a peer is new or different. */
export const PeerSpecChanged = Schema.TaggedStruct("PeerSpecChanged", { at: Instant, spec: PeerSpec })

/** We no longer want this peer. */
export const PeerSpecRemoved = Schema.TaggedStruct("PeerSpecRemoved", { at: Instant, peer: PublicKey })

/** The policy chose an endpoint and WireGuard was told to use it. */
export const EndpointTried = Schema.TaggedStruct("EndpointTried", {
  at: Instant,
  peer: PublicKey,
  endpoint: Endpoint,
  because: Schema.Literals(["first-candidate", "peer-down"]),
})

/** WireGuard heard the peer from an endpoint that it did not have for it. */
export const EndpointObserved = Schema.TaggedStruct("EndpointObserved", {
  at: Instant,
  peer: PublicKey,
  endpoint: Endpoint,
})

/** Both sides proved that they hold the keys of a new session. */
export const HandshakeOk = Schema.TaggedStruct("HandshakeOk", { at: Instant, peer: PublicKey, endpoint: Endpoint })

export const Event = Schema.Union([
  AffiliateSeen,
  AffiliateExpired,
  LocalEndpointsChanged,
  PeerSpecChanged,
  PeerSpecRemoved,
  EndpointTried,
  EndpointObserved,
  HandshakeOk,
])
export type Event = typeof Event.Type
