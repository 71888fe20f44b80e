/** Peer specs follow from all affiliates together, so one that appears, or comes up, may change those of others. */
import type { Instant } from "../net/instant.ts"
import { addressSet, prefixSet, union } from "../net/prefix_set.ts"
import type { PublicKey } from "../public_key.ts"
import { sameList } from "../same_list.ts"
import type { Draft } from "./draft.ts"
import { sameOverlap } from "./overlap.ts"
import { peerSpecs, samePeerSpec } from "./peer_spec.ts"
import type { Rules } from "./rules.ts"
import * as sorted from "./sorted_list.ts"
import type { MeshState } from "./state.ts"

export function respecify(draft: Draft, rules: Rules, now: Instant): void {
  const { specs, overlaps } = wantedOf(draft.state, rules, now)
  const wanted = new Set(specs.map((spec) => spec.peer))
  for (const { key } of draft.state.peers) {
    if (!wanted.has(key)) draft.add({ _tag: "PeerSpecRemoved", at: now, peer: key })
  }
  for (const spec of specs) {
    const peer = sorted.find(draft.state.peers, spec.peer)
    if (peer === undefined || !samePeerSpec(peer.spec, spec)) draft.add({ _tag: "PeerSpecChanged", at: now, spec })
  }
  if (!sameList(draft.state.overlaps, overlaps, sameOverlap)) draft.add({ _tag: "OverlapsChanged", at: now, overlaps })
}

/** Liveness settles claims, so while any are disputed they are looked at again. */
export function resettle(draft: Draft, rules: Rules, now: Instant): void {
  if (draft.state.overlaps.length > 0) respecify(draft, rules, now)
}

function wantedOf(state: MeshState, { localId, localKey, meshAddress, options, policy }: Rules, now: Instant) {
  return peerSpecs(state.affiliates, {
    localId,
    localKey,
    ours: union(addressSet([meshAddress, ...state.addresses]), prefixSet(state.networks)),
    peerEndpointFilters: options.peerEndpointFilters,
    upSince: (key: PublicKey) => {
      const peer = sorted.find(state.peers, key)
      return peer !== undefined && policy.peerState(peer, now) === "up" ? peer.firstHandshake : undefined
    },
  })
}
