/** A finished world in a summary. */
import { type Instant, instant, toMillis } from "../domain/net/instant.ts"
import { type Edge, edgeOf } from "./judge/edge.ts"
import { Evidence } from "./judge/evidence.ts"
import { type Prospect, prospectOf } from "./judge/oracle.ts"
import { reasonFor } from "./judge/reason.ts"
import { verdictsOf } from "./judge/verdict.ts"
import { expectationText } from "./scenario/expectation_text.ts"
import type { ExpectationSummary, PairSummary, RunSummary } from "./summary.ts"
import type { World } from "./world.ts"
import type { Participant } from "./world/participant.ts"

export interface RunFacts {
  readonly file: string
  readonly seed: number
  readonly policy: string
  readonly suite: string
  readonly wallMs: number
}

export function summarise(world: World, facts: RunFacts): RunSummary {
  const reasons = new Reasons(world)
  const expectations = expectationsOf(world, reasons)
  const violations = world.log.violations.map(({ at, check, detail }) => ({ atMs: at / 1000, check, detail }))
  const isPass = violations.length === 0 && expectations.every(({ verdict }) => verdict === "pass")
  return {
    version: 1,
    scenario: world.file.name,
    file: facts.file,
    description: world.file.description,
    seed: facts.seed,
    policy: facts.policy,
    suite: facts.suite,
    verdict: isPass ? "pass" : "fail",
    digest: world.log.digest.hex,
    simulatedMs: toMillis(world.now),
    wallMs: Math.round(facts.wallMs * 10) / 10,
    hops: world.log.hops,
    expectations,
    pairs: pairsOf(world, reasons),
    story: world.log.story.lines.map(({ at, node, text }) => ({ atMs: at / 1000, node, text })),
    violations,
  }
}

function expectationsOf(world: World, reasons: Reasons): readonly ExpectationSummary[] {
  const verdicts = verdictsOf(world, (from, to) => reasons.between(from, to))
  return world.file.expect.map((expectation, i) => ({
    text: expectationText(expectation),
    verdict: verdicts[i]?.isMet ? "pass" : "fail",
    seen: verdicts[i]?.seen ?? "",
    because: expectation.because ?? null,
  }))
}

function pairsOf(world: World, reasons: Reasons): readonly PairSummary[] {
  const evidence = new Evidence(world)
  return world.nodes.all.flatMap((from) =>
    world.nodes.all.filter((to) => to !== from).map((to): PairSummary => {
      const path = evidence.pathAt(from.name, to.name, world.now)
      return {
        from: from.name,
        to: to.name,
        state: evidence.stateAt(from.name, to.name, world.now),
        path,
        firstUpMs: firstUpMs(world, from, to),
        endpoint: evidence.endpointAt(from.name, to.name, world.now) ?? null,
        reason: path === "none" ? reasons.between(from.name, to.name) : null,
      }
    })
  )
}

/** From when both ran for the first time. */
function firstUpMs({ log }: World, from: Participant, to: Participant): number | null {
  const at = log.history.pair(from.index, to.index).firstHandshakeAt
  if (at === undefined) return null
  const bothRan: Instant = instant(Math.max(from.firstStartedAt ?? 0, to.firstStartedAt ?? 0))
  return toMillis(instant(Math.max(0, at - bothRan)))
}

/** Why pairs have no path; edges are looked at once. */
class Reasons {
  readonly #world: World
  readonly #edges = new Map<string, Edge | undefined>()

  constructor(world: World) {
    this.#world = world
  }

  between(from: string, to: string): string {
    const { nodes, log } = this.#world
    const pair = log.history.pair(nodes.named(from).index, nodes.named(to).index)
    if (!nodes.named(to).isRunning) return `${to} is not running`
    if (!nodes.named(from).isRunning) return `${from} is not running`
    return reasonFor(pair, this.#prospect(from, to))
  }

  #prospect(from: string, to: string): Prospect {
    return this.#areNeighbours(from, to) ? { canConnect: true } : prospectOf(this.#edge(from), this.#edge(to))
  }

  #areNeighbours(from: string, to: string): boolean {
    const segments = (name: string) =>
      this.#world.nodes.named(name).host.upInterfaces.map((one) => one.attachment.segment)
    return segments(from).some((segment) => segments(to).includes(segment))
  }

  #edge(name: string): Edge | undefined {
    if (!this.#edges.has(name)) {
      const { host, config } = this.#world.nodes.named(name)
      this.#edges.set(name, edgeOf(host, config.listenPort))
    }
    return this.#edges.get(name)
  }
}
