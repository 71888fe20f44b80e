/** Short names for the facts that mesh tests are made of: keys, affiliates and peers that differ by one letter. */
import type { Affiliate, NodeId } from "../../src/domain/discovery/affiliate.ts"
import { NodeId as NodeIdSchema, unknownAffiliate } from "../../src/domain/discovery/affiliate.ts"
import type { KnownAffiliate } from "../../src/domain/discovery/assertion.ts"
import { DEFAULT_OPTIONS, type KubeSpanOptions } from "../../src/domain/mesh/kubespan_options.ts"
import type { AddressesReported, DiscoveryReported } from "../../src/domain/mesh/observation.ts"
import type { PeerSpec } from "../../src/domain/mesh/peer_spec.ts"
import { kubespan } from "../../src/domain/mesh/policy/kubespan.ts"
import type { Rules } from "../../src/domain/mesh/rules.ts"
import type { Peer } from "../../src/domain/mesh/state.ts"
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { ipAddress } from "../../src/domain/net/ip_address.ts"
import { prefix } from "../../src/domain/net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../../src/domain/public_key.ts"

export const nodeId = (text: string): NodeId => NodeIdSchema.make(text)

/** The public key whose bytes are all this letter's code. */
export const keyOf = (letter: string): PublicKey => publicKeyOf(new Uint8Array(32).fill(letter.charCodeAt(0)))

export function affiliate(letter: string, ...endpoints: string[]): Affiliate {
  const code = letter.charCodeAt(0)
  return {
    ...unknownAffiliate(nodeId(letter)),
    nodename: `node-${letter}`,
    addresses: [ipAddress(`10.0.0.${code}`)],
    kubespan: {
      publicKey: keyOf(letter),
      address: ipAddress(`fd50::${code}`),
      additionalAddresses: [],
      endpoints: endpoints.map((text) => endpoint(text)),
      excludeAdvertisedNetworks: [],
    },
  }
}

export function spec(letter: string, ...endpoints: string[]): PeerSpec {
  const code = letter.charCodeAt(0)
  return {
    peer: keyOf(letter),
    label: `node-${letter}`,
    allowedIps: [prefix(`10.0.0.${code}/32`), prefix(`fd50::${code}/128`)],
    endpoints: endpoints.map((text) => endpoint(text)),
  }
}

export function peer(letter: string, facts: Partial<Peer> = {}): Peer {
  return {
    key: keyOf(letter),
    spec: spec(letter),
    endpoint: undefined,
    lastUsedEndpoint: undefined,
    lastEndpointChange: undefined,
    firstHandshake: undefined,
    lastHandshake: undefined,
    isRouted: false,
    ...facts,
  }
}

/** What one source says of an affiliate, as the state keeps it. */
export function known(one: Affiliate, source = "service", seenAt = instant(0)): KnownAffiliate {
  return { key: one.nodeId, assertions: [{ source, seenAt, affiliate: one }], affiliate: one }
}

/** How the node `a` decides, but for what is said. */
export const rules = (options: Partial<KubeSpanOptions> = {}): Rules => ({
  localId: nodeId("a"),
  localKey: keyOf("a"),
  meshAddress: ipAddress("fd50::97"),
  listenPort: 51820,
  options: { ...DEFAULT_OPTIONS, ...options },
  policy: kubespan,
})

/** A source has these to tell of. */
export const seen = (...affiliates: Affiliate[]): DiscoveryReported => ({
  _tag: "DiscoveryReported",
  source: "service",
  seen: affiliates,
  gone: [],
})

/** The host has these addresses, and discovery sees it as those. */
export const addresses = (own: readonly string[], seenAs: readonly string[] = []): AddressesReported => ({
  _tag: "AddressesReported",
  addresses: own.map(ipAddress),
  publicAddresses: seenAs.map(ipAddress),
  podNetworks: [],
  clusterNetworks: [],
})
