/** Holds what a scenario expects against what happened. A verdict says what was seen, also when the expectation is met. */
import { after, duration, formatDuration, type Instant, instant, NEVER, seconds } from "../../domain/net/instant.ts"
import { endpoint as endpointOf, formatEndpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefixContains } from "../../domain/net/prefix.ts"
import type { Span } from "../history.ts"
import type { ExpectationSchema } from "../scenario/story_schema.ts"
import { readDuration } from "../scenario/units.ts"
import type { World } from "../world.ts"
import { Evidence } from "./evidence.ts"

export interface Verdict {
  readonly isMet: boolean
  /** What was seen. */
  readonly seen: string
}

type Of<That extends ExpectationSchema["that"]> = ExpectationSchema & { readonly that: That }

/** Why a pair had no path in a span of time. */
export type ReasonFor = (from: string, to: string, span: Span) => string

/** One for each expectation of the file, in its order. */
export function verdictsOf(world: World, reasonFor: ReasonFor): readonly Verdict[] {
  const evidence = new Evidence(world)
  return world.file.expect.map((expectation) => judge(expectation, evidence, reasonFor))
}

function judge(
  expectation: ExpectationSchema,
  evidence: Evidence,
  reasonFor: ReasonFor,
): Verdict {
  switch (expectation.that) {
    case "pair-up":
      return pairUp(expectation, evidence)
    case "pair-down":
      return pairDown(expectation, evidence, reasonFor)
    case "endpoint":
      return endpoint(expectation, evidence)
    case "state":
      return state(expectation, evidence)
    case "pings":
      return pings(expectation, evidence)
    case "candidates":
      return candidates(expectation, evidence)
    case "allowed":
      return allowed(expectation, evidence)
    case "converged":
      return converged(expectation, evidence)
    case "no-plaintext":
      return noPlaintext(evidence)
  }
}

function pairUp({ pair, path, from, within }: Of<"pair-up">, evidence: Evidence): Verdict {
  const start = evidence.start(from)
  const at = evidence.bothAnswered(pair, start)
  if (at === NEVER) return { isMet: false, seen: "never had an answer both ways" }
  const took = formatDuration(duration(at - start))
  const [a, b] = pair
  const paths = [evidence.pathAt(a, b, at), evidence.pathAt(b, a, at)]
  const isOnPath = path === undefined || paths.every((one) => one === path)
  return {
    isMet: at <= after(start, readDuration(within)) && isOnPath,
    seen: `both had an answer after ${took}, ${paths[0]}`,
  }
}

function pairDown(
  { pair, from, until, reason }: Of<"pair-down">,
  evidence: Evidence,
  reasonFor: ReasonFor,
): Verdict {
  const span = { from: evidence.start(from), until: evidence.stop(until) }
  const at = evidence.eitherAnswered(pair, span.from, span.until)
  if (at < NEVER) return { isMet: false, seen: `a ping was answered at ${formatDuration(at)}` }
  if (evidence.sentWithin(pair, span) === 0 && !evidence.areStrangers(pair, span)) {
    return { isMet: false, seen: "no ping of the two was sent in that time" }
  }
  const [a, b] = pair
  const reasons = [reasonFor(a, b, span), reasonFor(b, a, span)]
  const given = reasons.find((one) => reason === undefined || one.includes(reason))
  return { isMet: given !== undefined, seen: `no ping was answered: ${given ?? reasons[0]}` }
}

function endpoint({ node, peer, at, is }: Of<"endpoint">, evidence: Evidence): Verdict {
  const seen = evidence.endpointAt(node, peer, evidence.start(at))
  return { isMet: seen === canonical(is), seen: seen ?? "none" }
}

function state({ node, peer, at, is }: Of<"state">, evidence: Evidence): Verdict {
  const seen = evidence.stateAt(node, peer, evidence.start(at))
  return { isMet: seen === is, seen }
}

function pings(expectation: Of<"pings">, evidence: Evidence): Verdict {
  const { from, to, start, stop, via, lost, "in-clear": inClear } = expectation
  const { log, nodes } = evidence.world
  const [first, last] = [evidence.start(start), evidence.stop(stop)]
  const sent = log.pings.between(nodes.named(from).index, nodes.named(to).index, via)
    .filter(({ sentAt, answeredAt }) =>
      sentAt >= first && sentAt < last && (answeredAt < NEVER || after(sentAt, UNDER_WAY) <= evidence.world.end)
    )
  if (sent.length === 0) return { isMet: false, seen: "no ping was sent in that time, or all are still under way" }
  const losses = sent.filter(({ answeredAt }) => answeredAt === NEVER).length
  const clear = sent.filter((ping) => ping.isInClear).length
  const isMet = isWithin(losses, lost) && isWithin(clear, inClear)
  const seen = `${losses} of ${sent.length} lost`
  return { isMet, seen: via === "address" ? `${seen}, ${clear} in the clear` : seen }
}

function isWithin(count: number, bounds: Of<"pings">["lost"]): boolean {
  return count >= (bounds?.["at-least"] ?? 0) && count <= (bounds?.["at-most"] ?? count)
}

function candidates({ node, peer, at, has = [], lacks = [], first }: Of<"candidates">, evidence: Evidence): Verdict {
  const known = evidence.specAt(node, peer, evidence.start(at))?.endpoints.map(formatEndpoint) ?? []
  const isKnown = (one: string): boolean => known.includes(canonical(one))
  const isMet = has.every(isKnown) && !lacks.some(isKnown) && (first === undefined || known[0] === canonical(first))
  return { isMet, seen: known.join(", ") || "none" }
}

function allowed({ node, peer, at, has = [], lacks = [] }: Of<"allowed">, evidence: Evidence): Verdict {
  const blocks = evidence.specAt(node, peer, evidence.start(at))?.allowedIps ?? []
  const isAllowed = (text: string) => blocks.some((block) => prefixContains(block, ipAddress(text)))
  return { isMet: has.every(isAllowed) && !lacks.some(isAllowed), seen: blocks.join(", ") || "none" }
}

function converged({ by }: Of<"converged">, evidence: Evidence): Verdict {
  const names = Object.keys(evidence.world.file.nodes)
  let latest: Instant = instant(0)
  let missing = 0
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(i + 1)) {
      const at = evidence.bothAnswered([a, b], instant(0))
      if (at === NEVER) missing++
      else if (at > latest) latest = at
    }
  }
  if (missing > 0) return { isMet: false, seen: `${missing} pairs never had an answer both ways` }
  return { isMet: latest <= evidence.start(by), seen: `the last pair had its answers at ${formatDuration(latest)}` }
}

function noPlaintext(evidence: Evidence): Verdict {
  const leak = evidence.world.log.violations.find(({ check }) => check === "plaintext" || check === "cleartext")
  if (leak === undefined) return { isMet: true, seen: "nothing but ciphertext on any link" }
  return { isMet: false, seen: `${leak.detail} at ${formatDuration(leak.at)}` }
}

/** However it was written. */
const canonical = (text: string): string => formatEndpoint(endpointOf(text))

/** A ping that was sent less than this before the end may still be answered, and is not counted. */
const UNDER_WAY = seconds(1)
