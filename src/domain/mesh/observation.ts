/** What the mesh is told: news from discovery, from the host, from WireGuard, and that it is time to look. */
import type { Affiliate, NodeId } from "../discovery/affiliate.ts"
import type { Source } from "../discovery/assertion.ts"
import type { Endpoint } from "../net/endpoint.ts"
import type { IpAddress } from "../net/ip_address.ts"
import type { Prefix } from "../net/prefix.ts"
import type { PublicKey } from "../public_key.ts"

/** A source tells of affiliates that are new or different, and of those that it no longer knows. */
export interface DiscoveryReported {
  readonly _tag: "DiscoveryReported"
  readonly source: Source
  readonly seen: readonly Affiliate[]
  readonly gone: readonly NodeId[]
}

/** The host's addresses and networks, and the addresses that discovery services see us come from. */
export interface AddressesReported {
  readonly _tag: "AddressesReported"
  /** All of the host's own; those that nobody else should know are sorted out. */
  readonly addresses: readonly IpAddress[]
  /** Behind a NAT these are others. */
  readonly publicAddresses: readonly IpAddress[]
  /** Of the pods on this node; advertised if the options say so. */
  readonly podNetworks: readonly Prefix[]
  /** Of pods and services anywhere in the cluster. */
  readonly clusterNetworks: readonly Prefix[]
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
