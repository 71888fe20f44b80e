/** What the mesh is told: news from discovery, from the host, from WireGuard, and that it is time to look. */
import type { Affiliate, NodeId } from "../discovery/affiliate.ts"
import type { Endpoint } from "../net/endpoint.ts"
import type { IpAddress } from "../net/ip_address.ts"
import type { PublicKey } from "../public_key.ts"

/** Discovery tells of affiliates that are new or different, and of those that are gone. */
export interface DiscoveryReported {
  readonly _tag: "DiscoveryReported"
  readonly seen: readonly Affiliate[]
  readonly gone: readonly NodeId[]
}

/** The host's addresses, and those that discovery services see us come from. */
export interface AddressesReported {
  readonly _tag: "AddressesReported"
  /** The host's own, in the order in which they are to be announced. */
  readonly addresses: readonly IpAddress[]
  /** Behind a NAT these are others. */
  readonly publicAddresses: readonly IpAddress[]
}

export interface HandshakeCompleted {
  readonly _tag: "HandshakeCompleted"
  readonly peer: PublicKey
  readonly endpoint: Endpoint
}

export interface EndpointLearned {
  readonly _tag: "EndpointLearned"
  readonly peer: PublicKey
  readonly endpoint: Endpoint
}

export interface PassDue {
  readonly _tag: "PassDue"
}

export type Observation = DiscoveryReported | AddressesReported | HandshakeCompleted | EndpointLearned | PassDue
