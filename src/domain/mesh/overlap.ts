/**
 * Addresses that several claim, and who gets them (spec/kubespan.md section 4). What is ours nobody takes from us. Among
 * peers with a live session the one that came up last has it, so that a dead node's stale claim gives way to whoever took
 * its place, and so that two who live do not trade it at each handshake; a peer that lives comes before one that does not.
 * Among the rest, upstream's rule: the smaller affiliate id.
 */
import * as Schema from "effect/Schema"
import { NodeId } from "../discovery/affiliate.ts"
import type { Instant } from "../net/instant.ts"
import { PrefixSchema } from "../net/schemas.ts"
import { contestedSets, overlaps, prefixesOf, type PrefixSet, subtract, union } from "../net/prefix_set.ts"
import { sameList } from "../same_list.ts"

export const Overlap = Schema.Struct({
  winner: NodeId,
  loser: NodeId,
  /** What both claim. */
  prefixes: Schema.Array(PrefixSchema),
  because: Schema.Literals(["ours", "live", "smaller-id"]),
})
export type Overlap = typeof Overlap.Type

export interface Claim {
  readonly nodeId: NodeId
  readonly set: PrefixSet
  /** When its owner came up; undefined if it is not up. */
  readonly upSince: Instant | undefined
}

export interface Settlement {
  /** What each claim is left with, in the order of the claims; the very set that was claimed if nobody contests it. */
  readonly sets: readonly PrefixSet[]
  readonly overlaps: readonly Overlap[]
}

/** `ours` is claimed by nobody else with success. */
export function settle(
  claims: readonly Claim[],
  ours: { readonly nodeId: NodeId; readonly set: PrefixSet },
): Settlement {
  const contested = contestedSets([ours.set, ...claims.map(({ set }) => set)])
  if (contested.size === 0) return { sets: claims.map(({ set }) => set), overlaps: [] }
  const disputed = claims.filter((_, i) => contested.has(i + 1)).sort(bySeniority)
  const left = new Map<Claim, PrefixSet>()
  const found: Overlap[] = []
  let taken = ours.set
  for (const claim of disputed) {
    if (overlaps(claim.set, ours.set)) found.push(overlapOf({ ...ours, upSince: undefined }, claim, ours.set, "ours"))
    for (const [winner, set] of left) {
      if (!overlaps(claim.set, set)) continue
      found.push(overlapOf(winner, claim, set, winner.upSince === undefined ? "smaller-id" : "live"))
    }
    const rest = subtract(claim.set, taken)
    left.set(claim, rest)
    taken = union(taken, rest)
  }
  return { sets: claims.map((claim) => left.get(claim) ?? claim.set), overlaps: found }
}

export const sameOverlap = (a: Overlap, b: Overlap): boolean =>
  a.winner === b.winner && a.loser === b.loser && a.because === b.because && sameList(a.prefixes, b.prefixes)

function overlapOf(winner: Claim, loser: Claim, held: PrefixSet, because: Overlap["because"]): Overlap {
  const both = subtract(loser.set, subtract(loser.set, held))
  return { winner: winner.nodeId, loser: loser.nodeId, prefixes: prefixesOf(both), because }
}

/** Those that are up first, the latest of them first; then by id. */
function bySeniority(a: Claim, b: Claim): number {
  if (a.upSince !== b.upSince) {
    if (a.upSince === undefined) return 1
    if (b.upSince === undefined) return -1
    return b.upSince - a.upSince
  }
  return a.nodeId < b.nodeId ? -1 : 1
}
