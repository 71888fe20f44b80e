/** Generated clusters: few nodes, few addresses, many of them claimed more than once. */
import fc from "fast-check"
import type { Affiliate } from "../../src/domain/discovery/affiliate.ts"
import type { AddressFilter } from "../../src/domain/mesh/address_filter.ts"
import type { KubeSpanOptions } from "../../src/domain/mesh/kubespan_options.ts"
import type { Observation } from "../../src/domain/mesh/observation.ts"
import { type Endpoint, endpointOf } from "../../src/domain/net/endpoint.ts"
import { type IpAddress, ipAddress } from "../../src/domain/net/ip_address.ts"
import { type Prefix, prefixOf } from "../../src/domain/net/prefix.ts"
import { affiliate, keyOf, nodeId } from "./mesh_facts.ts"

/** `a` is the node that decides. */
const LETTERS = ["a", "b", "c", "d", "e", "f"]
export const SOURCES = ["service", "kubernetes", "static"]

export const anyAddress: fc.Arbitrary<IpAddress> = fc.oneof(
  fc.integer({ min: 0, max: 15 }).map((i) => ipAddress(`10.0.0.${i}`)),
  fc.integer({ min: 0, max: 7 }).map((i) => ipAddress(`2001:db8::${i}`)),
)

export const anyPrefix: fc.Arbitrary<Prefix> = fc.tuple(anyAddress, fc.integer({ min: 0, max: 5 }))
  .map(([address, hostBits]) => prefixOf(address, (address.includes(":") ? 128 : 32) - hostBits))

export const anyEndpoint: fc.Arbitrary<Endpoint> = fc.tuple(anyAddress, fc.integer({ min: 1, max: 3 }))
  .map(([address, port]) => endpointOf(address, port))

const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 4 })

const anyLetter = fc.constantFrom(...LETTERS)

/** An affiliate; `isHonest` ones have their own key. */
export function anyAffiliate({ isHonest }: { readonly isHonest: boolean }): fc.Arbitrary<Affiliate> {
  return fc.record({
    letter: anyLetter,
    holder: anyLetter,
    nodename: fc.constantFrom("", "one", "two"),
    operatingSystem: fc.constantFrom("", "Talos (v1.14.0)"),
    machineType: fc.constantFrom("unknown" as const, "worker" as const, "controlplane" as const),
    addresses: few(anyAddress),
    additionalAddresses: few(anyPrefix),
    excludeAdvertisedNetworks: few(anyPrefix),
    endpoints: few(anyEndpoint),
    hasKubeSpan: fc.boolean(),
  }).map(({ letter, holder, hasKubeSpan, additionalAddresses, excludeAdvertisedNetworks, endpoints, ...rest }) => {
    const { kubespan, ...plain } = affiliate(letter)
    if (!hasKubeSpan || kubespan === undefined) return { ...plain, ...rest }
    const publicKey = isHonest ? kubespan.publicKey : keyOf(holder)
    const claims = { publicKey, additionalAddresses, excludeAdvertisedNetworks, endpoints }
    return { ...plain, ...rest, kubespan: { ...kubespan, ...claims } }
  })
}

const anyNodeId = anyLetter.map(nodeId)
const anyPeer = anyLetter.map(keyOf)

export const anyObservation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({
    _tag: fc.constant("DiscoveryReported" as const),
    source: fc.constantFrom(...SOURCES),
    seen: few(anyAffiliate({ isHonest: false })),
    gone: fc.array(anyNodeId, { maxLength: 2 }),
  }),
  fc.record({
    _tag: fc.constant("AddressesReported" as const),
    addresses: few(anyAddress),
    publicAddresses: few(anyAddress),
    podNetworks: few(anyPrefix),
    clusterNetworks: few(anyPrefix),
  }),
  fc.record({ _tag: fc.constant("HandshakeCompleted" as const), peer: anyPeer, endpoint: anyEndpoint }),
  fc.record({ _tag: fc.constant("EndpointLearned" as const), peer: anyPeer, endpoint: anyEndpoint }),
  fc.constant({ _tag: "PassDue" as const }),
)

const anyFilter: fc.Arbitrary<AddressFilter> = fc.record({ isNegative: fc.boolean(), prefix: anyPrefix })

export const anyOptions: fc.Arbitrary<KubeSpanOptions> = fc.record({
  forceRouting: fc.boolean(),
  advertiseKubernetesNetworks: fc.boolean(),
  harvestExtraEndpoints: fc.boolean(),
  mtu: fc.integer({ min: 1280, max: 9000 }),
  endpointFilters: fc.option(few(anyFilter), { nil: undefined }),
  peerEndpointFilters: fc.option(few(anyFilter), { nil: undefined }),
  excludeAdvertisedNetworks: few(anyPrefix),
  extraEndpoints: few(anyEndpoint),
})

/** What is observed, and how many seconds after what came before. */
export const anyHistory = fc.array(fc.record({ observation: anyObservation, wait: fc.integer({ min: 0, max: 200 }) }), {
  maxLength: 30,
})
