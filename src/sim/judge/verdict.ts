/** Holds what a scenario expects against what happened. A verdict says what was seen, also when the expectation is met. */
import { after, duration, formatDuration, type Instant, instant, NEVER } from "../../domain/net/instant.ts"
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

/** One for each expectation of the file, in its order. `reasonFor` gives the reason that a pair has no path. */
export function verdictsOf(world: World, reasonFor: (from: string, to: string) => string): readonly Verdict[] {
  const evidence = new Evidence(world)
  return world.file.expect.map((expectation) => judge(expectation, evidence, reasonFor))
}

function judge(
  expectation: ExpectationSchema,
  evidence: Evidence,
  reasonFor: (from: string, to: string) => string,
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
  reasonFor: (from: string, to: string) => string,
): Verdict {
  const at = evidence.eitherAnswered(pair, evidence.start(from), evidence.stop(until))
  if (at < NEVER) return { isMet: false, seen: `a ping was answered at ${formatDuration(at)}` }
  const [a, b] = pair
  const reasons = [reasonFor(a, b), reasonFor(b, a)]
  const isGiven = reason === undefined || reasons.some((one) => one.includes(reason))
  return { isMet: isGiven, seen: `no ping was answered: ${reasons[0]}` }
}

function endpoint({ node, peer, at, is }: Of<"endpoint">, evidence: Evidence): Verdict {
  const seen = evidence.endpointAt(node, peer, evidence.start(at))
  return { isMet: seen === is, seen: seen ?? "none" }
}

function state({ node, peer, at, is }: Of<"state">, evidence: Evidence): Verdict {
  const seen = evidence.stateAt(node, peer, evidence.start(at))
  return { isMet: seen === is, seen }
}

function pings({ from, to, start, stop, lost }: Of<"pings">, evidence: Evidence): Verdict {
  const { log, nodes } = evidence.world
  const [first, last] = [evidence.start(start), evidence.stop(stop)]
  const sent = log.pings.between(nodes.named(from).index, nodes.named(to).index)
    .filter(({ sentAt }) => sentAt >= first && sentAt < last)
  const count = sent.filter(({ answeredAt }) => answeredAt === NEVER).length
  const isMet = sent.length > 0 && count >= (lost["at-least"] ?? 0) && count <= (lost["at-most"] ?? sent.length)
  return { isMet, seen: `${count} of ${sent.length} lost` }
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
  const leak = evidence.world.log.violations.find(({ check }) => check === "plaintext")
  if (leak === undefined) return { isMet: true, seen: "nothing but ciphertext on any link" }
  return { isMet: false, seen: `${leak.detail} at ${formatDuration(leak.at)}` }
}
