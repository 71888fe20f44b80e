/**
 * What we want of each peer, computed from all affiliates (spec/kubespan.md section 4). An address or a key that two
 * affiliates claim goes to the one with the smaller id.
 */
import * as Schema from "effect/Schema"
import type { Affiliate, NodeId } from "../discovery/affiliate.ts"
import { Endpoint, sameEndpoint } from "../net/endpoint.ts"
import { Prefix } from "../net/prefix.ts"
import { addressSet, contestedSets, EMPTY_SET, prefixesOf, type PrefixSet, subtract, union } from "../net/prefix_set.ts"
import { PublicKey } from "../public_key.ts"
import { sameList } from "../same_list.ts"

export const PeerSpec = Schema.Struct({
  peer: PublicKey,
  /** The Kubernetes node name, for people. */
  label: Schema.String,
  /** Minimal and sorted. */
  allowedIps: Schema.Array(Prefix),
  /** In the order in which they are to be tried. */
  endpoints: Schema.Array(Endpoint),
})
export type PeerSpec = typeof PeerSpec.Type

/** Specs in the order of the affiliates, which must ascend by id. Our own affiliate and those without a key have none. */
export function peerSpecs(affiliates: readonly Affiliate[], localId: NodeId): readonly PeerSpec[] {
  const taken = new Set<PublicKey>()
  const specs: Omit<PeerSpec, "allowedIps">[] = []
  const wanted: PrefixSet[] = []
  for (const affiliate of affiliates) {
    const { nodeId, nodename: label, kubespan } = affiliate
    if (nodeId === localId || kubespan === undefined || taken.has(kubespan.publicKey)) continue
    taken.add(kubespan.publicKey)
    specs.push({ peer: kubespan.publicKey, label, endpoints: kubespan.endpoints })
    wanted.push(wantedSet(affiliate))
  }
  const granted = withoutOverlaps(wanted)
  return specs.map((spec, i) => ({ ...spec, allowedIps: prefixesOf(granted[i] ?? EMPTY_SET) }))
}

/** Affiliates are values that live as long as discovery does not change them, so their sets are computed once. */
const wantedSets = new WeakMap<Affiliate, PrefixSet>()

function wantedSet(affiliate: Affiliate): PrefixSet {
  const known = wantedSets.get(affiliate)
  if (known !== undefined) return known
  const { addresses, kubespan } = affiliate
  const set = addressSet(kubespan === undefined ? addresses : [...addresses, kubespan.address])
  wantedSets.set(affiliate, set)
  return set
}

/** From each set is taken what an earlier one has. */
function withoutOverlaps(sets: readonly PrefixSet[]): readonly PrefixSet[] {
  const contested = contestedSets(sets)
  let earlier = EMPTY_SET
  return sets.map((set, i) => {
    if (!contested.has(i)) return set
    const rest = subtract(set, earlier)
    earlier = union(earlier, rest)
    return rest
  })
}

export function samePeerSpec(a: PeerSpec, b: PeerSpec): boolean {
  return a.peer === b.peer && a.label === b.label &&
    sameList(a.allowedIps, b.allowedIps) && sameList(a.endpoints, b.endpoints, sameEndpoint)
}
