/** What a node may be told about its part in the mesh, and what holds when it is told nothing (spec/kubespan.md 3.1). */
import type { Endpoint } from "../net/endpoint.ts"
import type { Prefix } from "../net/prefix.ts"
import type { AddressFilter } from "./address_filter.ts"

export interface KubeSpanOptions {
  /** Not allowDownPeerBypass: peers' networks always go into the tunnel. */
  readonly forceRouting: boolean
  /** Announce the node's pod networks. */
  readonly advertiseKubernetesNetworks: boolean
  /** Tell others at which endpoints we hear our peers. */
  readonly harvestExtraEndpoints: boolean
  readonly mtu: number
  /** Which of our addresses we announce. undefined: no filter; an empty list removes everything. */
  readonly endpointFilters: readonly AddressFilter[] | undefined
  /** Which of a peer's endpoints we try. undefined: no filter; an empty list removes everything. */
  readonly peerEndpointFilters: readonly AddressFilter[] | undefined
  /** What peers are not to route to us. */
  readonly excludeAdvertisedNetworks: readonly Prefix[]
  /** Announced beside our addresses, and not filtered (3.2). */
  readonly extraEndpoints: readonly Endpoint[]
}

/** Where WireGuard listens, and what is announced with every address (spec/kubespan.md 0, KubeSpanDefaultPort). */
export const DEFAULT_PORT = 51820
/** An underlay of 1500 bytes less the 80 that WireGuard over IPv6 takes (spec/kubespan.md 0, KubeSpanLinkMTU). */
export const DEFAULT_MTU = 1420
/** What IPv6 demands of a link (spec/kubespan.md 0, KubeSpanLinkMinimumMTU; RFC 8200 section 5). */
export const MINIMUM_MTU = 1280

export const DEFAULT_OPTIONS: KubeSpanOptions = {
  forceRouting: true,
  advertiseKubernetesNetworks: false,
  harvestExtraEndpoints: false,
  mtu: DEFAULT_MTU,
  endpointFilters: undefined,
  peerEndpointFilters: undefined,
  excludeAdvertisedNetworks: [],
  extraEndpoints: [],
}
