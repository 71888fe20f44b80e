/** A finished world in a summary. */
import { type Instant, instant, toMillis } from "../domain/net/instant.ts"
import type { PairHistory, Span } from "./history.ts"
import type { Family } from "../domain/net/ip_address.ts"
import { controlPlaneAddresses } from "../domain/mesh/member.ts"
import { type Edge, edgeOf } from "./judge/edge.ts"
import { Evidence } from "./judge/evidence.ts"
import { bestProspect, type Prospect } from "./judge/oracle.ts"
import { reasonFor } from "./judge/reason.ts"
import { verdictsOf } from "./judge/verdict.ts"
import { expectationText } from "./scenario/expectation_text.ts"
import type { ExpectationSummary, NodeSummary, PairSummary, RunSummary } from "./summary.ts"
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
    nodes: world.nodes.all.map(nodeOf),
    story: world.log.story.lines.map(({ at, node, text }) => ({ atMs: at / 1000, node, text })),
    violations,
  }
}

function nodeOf(participant: Participant): NodeSummary {
  const members = participant.members()
  const { name, isRunning } = participant
  return {
    name,
    isRunning,
    members: members.map(({ nodename }) => nodename),
    controlPlane: controlPlaneAddresses(members),
  }
}

function expectationsOf(world: World, reasons: Reasons): readonly ExpectationSummary[] {
  const verdicts = verdictsOf(world, (from, to, span) => reasons.within(span, from, to))
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

const FAMILIES = ["v4", "v6"] as const

/** Why pairs have no path; edges are looked at once. */
class Reasons {
  readonly #world: World
  readonly #edges = new Map<string, Edge | undefined>()

  constructor(world: World) {
    this.#world = world
  }

  between(from: string, to: string): string {
    const { nodes } = this.#world
    if (!nodes.named(to).isRunning) return `${to} is not running`
    if (!nodes.named(from).isRunning) return `${from} is not running`
    return reasonFor(this.#pair(from, to), this.#prospect(from, to))
  }

  /** What can be said of the devices holds at the end, so of an earlier time only what became of the packets is told. */
  within(span: Span, from: string, to: string): string {
    const { nodes, log, end } = this.#world
    const idle = [to, from].find((name) => !log.history.ranWithin(nodes.named(name).index, span))
    if (idle !== undefined) return `${idle} is not running`
    return reasonFor(this.#pair(from, to), span.until < end ? { canConnect: true } : this.#prospect(from, to), span)
  }

  #pair(from: string, to: string): PairHistory {
    const { nodes, log } = this.#world
    return log.history.pair(nodes.named(from).index, nodes.named(to).index)
  }

  #prospect(from: string, to: string): Prospect {
    if (this.#areNeighbours(from, to)) return { canConnect: true }
    return bestProspect(FAMILIES.map((family) => [this.#edge(from, family), this.#edge(to, family)]))
  }

  #areNeighbours(from: string, to: string): boolean {
    const segments = (name: string) =>
      this.#world.nodes.named(name).host.upInterfaces.map((one) => one.attachment.segment)
    return segments(from).some((segment) => segments(to).includes(segment))
  }

  #edge(name: string, family: Family): Edge | undefined {
    const key = `${name} ${family}`
    if (!this.#edges.has(key)) {
      const { host, config } = this.#world.nodes.named(name)
      this.#edges.set(key, edgeOf(host, config.listenPort, family))
    }
    return this.#edges.get(key)
  }
}
