/**
 * What several sources say of one affiliate: discovery services, Kubernetes, a static list. Each speaks for itself, so
 * one that falls silent takes nothing away that another still asserts. Together they make one affiliate: the union of
 * their lists, freshest first, and of everything else what the freshest source knows. The order in which they were heard
 * does not matter. Upstream lets the last writer win instead (spec/kubespan.md 8.3 and 8.5).
 */
import * as Schema from "effect/Schema"
import type { Instant } from "../net/instant.ts"
import type { Affiliate, NodeId } from "./affiliate.ts"
import { mergeAffiliate } from "./merge_affiliate.ts"

/** Who says so: one of those below, or the name of one of several services. */
export const Source = Schema.NonEmptyString
export type Source = typeof Source.Type

/** How a node names what it hears by: the first service, Kubernetes, and what it was told from the start. */
export const FIRST_SERVICE: Source = "service"
export const KUBERNETES: Source = "kubernetes"
export const STATIC: Source = "static"

export interface Assertion {
  readonly source: Source
  /** When this source last said something new. */
  readonly seenAt: Instant
  readonly affiliate: Affiliate
}

/** One affiliate, from all who speak of it. */
export interface KnownAffiliate {
  readonly key: NodeId
  /** What each source says, freshest first; never empty. */
  readonly assertions: readonly Assertion[]
  /** What they say together. */
  readonly affiliate: Affiliate
}

/** Puts the assertion in the place of the one from the same source. Freshest first. */
export function withAssertion(assertions: readonly Assertion[], one: Assertion): readonly Assertion[] {
  return [...withoutSource(assertions, one.source), one].sort(byFreshness)
}

export const withoutSource = (assertions: readonly Assertion[], source: Source): readonly Assertion[] =>
  assertions.filter((one) => one.source !== source)

/** One affiliate from what at least one source asserts; the assertions are in order of freshness. */
export function mergeAssertions(assertions: readonly Assertion[]): Affiliate | undefined {
  const affiliates = assertions.map((one) => one.affiliate)
  const [freshest] = affiliates
  if (freshest === undefined || affiliates.length === 1) return freshest
  const united = affiliates.reduce(mergeAffiliate)
  const freshestWins = affiliates.toReversed().reduce(mergeAffiliate)
  const operatingSystem = affiliates.find((one) => one.operatingSystem !== "")?.operatingSystem ?? ""
  const { addresses, kubespan } = united
  if (kubespan === undefined) return { ...freshestWins, operatingSystem, addresses }
  const { publicKey, address } = freshestWins.kubespan ?? kubespan
  return { ...freshestWins, operatingSystem, addresses, kubespan: { ...kubespan, publicKey, address } }
}

function byFreshness(a: Assertion, b: Assertion): number {
  return b.seenAt - a.seenAt || (a.source < b.source ? -1 : 1)
}
