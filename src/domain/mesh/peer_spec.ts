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
  const wishes: Wish[] = []
  for (const affiliate of affiliates) {
    const wish = affiliate.nodeId === localId ? undefined : wishOf(affiliate)
    if (wish === undefined || taken.has(wish.spec.peer)) continue
    taken.add(wish.spec.peer)
    wishes.push(wish)
  }
  return withoutOverlaps(wishes)
}

/** What a peer would get if nobody else wanted any of it. */
interface Wish {
  readonly spec: PeerSpec
  readonly set: PrefixSet
}

/** Affiliates are values that live until discovery replaces them, so what follows from one alone is computed once. */
const wishes = new WeakMap<Affiliate, Wish>()

function wishOf(affiliate: Affiliate): Wish | undefined {
  const { nodename: label, addresses, kubespan } = affiliate
  const known = wishes.get(affiliate)
  if (known !== undefined || kubespan === undefined) return known
  const set = addressSet([...addresses, kubespan.address])
  const spec = { peer: kubespan.publicKey, label, allowedIps: prefixesOf(set), endpoints: kubespan.endpoints }
  wishes.set(affiliate, { spec, set })
  return { spec, set }
}

/** From each is taken what an earlier one has. */
function withoutOverlaps(wishes: readonly Wish[]): readonly PeerSpec[] {
  const contested = contestedSets(wishes.map(({ set }) => set))
  let earlier = EMPTY_SET
  return wishes.map(({ spec, set }, i) => {
    if (!contested.has(i)) return spec
    const rest = subtract(set, earlier)
    earlier = union(earlier, rest)
    return { ...spec, allowedIps: prefixesOf(rest) }
  })
}

export function samePeerSpec(a: PeerSpec, b: PeerSpec): boolean {
  if (a === b) return true
  return a.peer === b.peer && a.label === b.label &&
    sameList(a.allowedIps, b.allowedIps) && sameList(a.endpoints, b.endpoints, sameEndpoint)
}
