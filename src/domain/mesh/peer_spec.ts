/**
 * What we want of each peer, computed from all affiliates (spec/kubespan.md section 4). A peer is a key: affiliates that
 * hold the same key are one node that changed its id, and are one peer. Who gets an address that several claim is settled
 * in overlap.ts.
 */
import * as Schema from "effect/Schema"
import type { Affiliate, NodeId } from "../discovery/affiliate.ts"
import { type KnownAffiliate, mergeAssertions } from "../discovery/assertion.ts"
import { sameEndpoint } from "../net/endpoint.ts"
import type { Endpoint } from "../net/endpoint.ts"
import type { Prefix } from "../net/prefix.ts"
import type { PublicKey } from "../public_key.ts"
import { EndpointSchema, PrefixSchema } from "../net/schemas.ts"
import type { Instant } from "../net/instant.ts"
import { addressSet, prefixesOf, type PrefixSet, prefixSet, subtract, union } from "../net/prefix_set.ts"
import { PublicKeySchema } from "../public_key_schema.ts"
import { sameList } from "../same_list.ts"
import { type AddressFilter, filterAddresses } from "./address_filter.ts"
import { type Claim, type Overlap, settle } from "./overlap.ts"

export const PeerSpec = Schema.Struct({
  peer: PublicKeySchema,
  /** The Kubernetes node name, for people. */
  label: Schema.String,
  /** Minimal and sorted. */
  allowedIps: Schema.Array(PrefixSchema),
  /** In the order in which they are to be tried. */
  endpoints: Schema.Array(EndpointSchema),
})
export type PeerSpec = typeof PeerSpec.Type

export interface SpecRules {
  readonly localId: NodeId
  readonly localKey: PublicKey
  /** Our own addresses, which go to nobody. */
  readonly ours: PrefixSet
  /** Which endpoints of others we try; undefined for all. */
  readonly peerEndpointFilters: readonly AddressFilter[] | undefined
  /** Since when a peer is up; undefined if it is not. */
  readonly upSince: (peer: PublicKey) => Instant | undefined
}

export interface PeerSpecs {
  readonly specs: readonly PeerSpec[]
  readonly overlaps: readonly Overlap[]
}

/** `affiliates` ascend by id. Our own affiliates, by id or by key, and those without a key have no spec. */
export function peerSpecs(affiliates: readonly KnownAffiliate[], rules: SpecRules): PeerSpecs {
  const candidates = candidatesOf(affiliates, rules)
  const claims = candidates.map(({ nodeId, peer, affiliate }): Claim => ({
    nodeId,
    set: claimedBy(affiliate),
    upSince: rules.upSince(peer),
  }))
  const { sets, overlaps } = settle(claims, { nodeId: rules.localId, set: rules.ours })
  const specs = candidates.map(({ peer, affiliate }, i): PeerSpec => {
    const set = sets[i] ?? claimedBy(affiliate)
    const endpoints = affiliate.kubespan?.endpoints ?? []
    return {
      peer,
      label: affiliate.nodename,
      allowedIps: allowedIpsOf(set),
      endpoints: chosen(endpoints, rules.peerEndpointFilters),
    }
  })
  return { specs, overlaps }
}

export function samePeerSpec(a: PeerSpec, b: PeerSpec): boolean {
  return a.peer === b.peer && a.label === b.label &&
    sameList(a.allowedIps, b.allowedIps) && sameList(a.endpoints, b.endpoints, sameEndpoint)
}

/** One who can be a peer: all that is known of the holder of a key. */
interface Candidate {
  readonly nodeId: NodeId
  readonly peer: PublicKey
  readonly affiliate: Affiliate
}

function candidatesOf(affiliates: readonly KnownAffiliate[], { localId, localKey }: SpecRules): readonly Candidate[] {
  const byKey = new Map<PublicKey, KnownAffiliate[]>()
  for (const known of affiliates) {
    const peer = known.affiliate.kubespan?.publicKey
    if (peer === undefined || peer === localKey || known.key === localId) continue
    const holders = byKey.get(peer)
    if (holders === undefined) byKey.set(peer, [known])
    else holders.push(known)
  }
  return [...byKey].flatMap(([peer, [first, ...others]]): Candidate[] => {
    if (first === undefined) return []
    return [{ nodeId: first.key, peer, affiliate: others.length === 0 ? first.affiliate : asOne(first, others) }]
  })
}

/** A node that changed its id: all that its ids assert, the freshest first. */
function asOne(first: KnownAffiliate, others: readonly KnownAffiliate[]): Affiliate {
  const assertions = [first, ...others].flatMap(({ key, assertions }) => assertions.map((one) => ({ ...one, key })))
  assertions.sort((a, b) => b.seenAt - a.seenAt || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return mergeAssertions(assertions) ?? first.affiliate
}

/** Affiliates are values that live until discovery replaces them, so what follows from one alone is computed once. */
const claimedSets = new WeakMap<Affiliate, PrefixSet>()
const allowedIps = new WeakMap<PrefixSet, readonly Prefix[]>()

/** Its networks and addresses without those that it excludes, and its mesh address, which it cannot exclude. */
function claimedBy(affiliate: Affiliate): PrefixSet {
  const known = claimedSets.get(affiliate)
  const { kubespan, addresses } = affiliate
  if (known !== undefined || kubespan === undefined) return known ?? addressSet(addresses)
  const { additionalAddresses, excludeAdvertisedNetworks, address } = kubespan
  const advertised = union(prefixSet(additionalAddresses), addressSet(addresses))
  const set = union(subtract(advertised, prefixSet(excludeAdvertisedNetworks)), addressSet([address]))
  claimedSets.set(affiliate, set)
  return set
}

function allowedIpsOf(set: PrefixSet): readonly Prefix[] {
  const known = allowedIps.get(set)
  if (known !== undefined) return known
  const prefixes = prefixesOf(set)
  allowedIps.set(set, prefixes)
  return prefixes
}

function chosen(endpoints: readonly Endpoint[], filters: readonly AddressFilter[] | undefined): readonly Endpoint[] {
  if (filters === undefined) return endpoints
  const addresses = filterAddresses(filters, endpoints.map(({ address }) => address))
  return addresses.flatMap((address) => endpoints.filter((one) => one.address === address))
}
