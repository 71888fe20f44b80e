/**
 * What happened, in the past tense: the only thing that mesh state is made of. Facts that came in and choices that the
 * policy made are both events, so a log explains itself. Events hold no secrets and no raw packets. Add variants and
 * optional fields freely; anything else needs a new version and a way to read the old one (journal.ts).
 */
import * as Schema from "effect/Schema"
import { Affiliate, NodeId } from "../discovery/affiliate.ts"
import { Source } from "../discovery/assertion.ts"
import { EndpointSchema, InstantSchema, IpAddressSchema, PrefixSchema } from "../net/schemas.ts"
import { PublicKeySchema } from "../public_key_schema.ts"
import { Overlap } from "./overlap.ts"
import { PeerSpec } from "./peer_spec.ts"

export const EVENT_VERSION = 2

/** A source told us of an affiliate, or told us something new about one. */
export const AffiliateSeen = Schema.TaggedStruct("AffiliateSeen", {
  at: InstantSchema,
  source: Source,
  affiliate: Affiliate,
})

/** A source no longer vouches for an affiliate. Others may. */
export const AffiliateExpired = Schema.TaggedStruct("AffiliateExpired", {
  at: InstantSchema,
  source: Source,
  nodeId: NodeId,
})

/** Our own addresses or networks changed, and with them the endpoints that we announce. */
export const LocalEndpointsChanged = Schema.TaggedStruct("LocalEndpointsChanged", {
  at: InstantSchema,
  addresses: Schema.Array(IpAddressSchema),
  endpoints: Schema.Array(EndpointSchema),
  /** Further networks behind us that we advertise. */
  networks: Schema.Array(PrefixSchema),
})

/** What we want of a peer is new or different. */
export const PeerSpecChanged = Schema.TaggedStruct("PeerSpecChanged", { at: InstantSchema, spec: PeerSpec })

/** We no longer want this peer. */
export const PeerSpecRemoved = Schema.TaggedStruct("PeerSpecRemoved", { at: InstantSchema, peer: PublicKeySchema })

/** Who has the addresses that several claim is decided anew: all cases, none if there are none left. */
export const OverlapsChanged = Schema.TaggedStruct("OverlapsChanged", {
  at: InstantSchema,
  overlaps: Schema.Array(Overlap),
})

/** The policy chose an endpoint and WireGuard was told to use it. */
export const EndpointTried = Schema.TaggedStruct("EndpointTried", {
  at: InstantSchema,
  peer: PublicKeySchema,
  endpoint: EndpointSchema,
  because: Schema.Literals(["first-candidate", "peer-down"]),
})

/** WireGuard heard the peer from an endpoint that it did not have for it. */
export const EndpointObserved = Schema.TaggedStruct("EndpointObserved", {
  at: InstantSchema,
  peer: PublicKeySchema,
  endpoint: EndpointSchema,
})

/** Both sides proved that they hold the keys of a new session. */
export const HandshakeOk = Schema.TaggedStruct("HandshakeOk", {
  at: InstantSchema,
  peer: PublicKeySchema,
  endpoint: EndpointSchema,
})

/** What is for the peer's networks goes into the tunnel from now on. */
export const PeerRouted = Schema.TaggedStruct("PeerRouted", {
  at: InstantSchema,
  peer: PublicKeySchema,
  because: Schema.Literals(["forced", "peer-up"]),
})

/** What is for the peer's networks goes round the tunnel, because the peer is not up and that is allowed. */
export const PeerBypassed = Schema.TaggedStruct("PeerBypassed", { at: InstantSchema, peer: PublicKeySchema })

/** The endpoints at which we see others, which we tell discovery about, are these now. */
export const EndpointsHarvested = Schema.TaggedStruct("EndpointsHarvested", {
  at: InstantSchema,
  harvest: Schema.Array(Schema.Struct({ nodeId: NodeId, endpoint: EndpointSchema })),
})

export const Event = Schema.Union([
  AffiliateSeen,
  AffiliateExpired,
  LocalEndpointsChanged,
  PeerSpecChanged,
  PeerSpecRemoved,
  OverlapsChanged,
  EndpointTried,
  EndpointObserved,
  HandshakeOk,
  PeerRouted,
  PeerBypassed,
  EndpointsHarvested,
])
export type Event = typeof Event.Type
