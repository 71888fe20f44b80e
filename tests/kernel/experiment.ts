/** An experiment on NATs whose answer is known: what is built, what is sent, what is asked of the outcome. */
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { ownPort } from "../../src/sim/lab/sockets.ts"
import type { Outcome } from "../../src/sim/lab/outcome.ts"
import type { Probe, Schedule } from "../../src/sim/lab/probe.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { scenario } from "../harness/scenario_data.ts"

export interface Experiment {
  /** As spec/nat.md 1.3 numbers them. */
  readonly id: string
  readonly title: string
  readonly file: ScenarioFile
  readonly schedule: Schedule
  /** In few words, from what was seen; the same for the kernel and for the model. */
  readonly answer: (outcomes: readonly Outcome[]) => string
  /** What spec/nat.md says it is. */
  readonly expected: string
}

interface Sending {
  readonly ttl?: number
  readonly port?: number
}

/** Writes a schedule down line by line; times in milliseconds. */
export class ScheduleWriter {
  readonly probes: Probe[] = []
  readonly flushes: { readonly at: ReturnType<typeof instant>; readonly router: string }[] = []
  readonly #nodes: ScenarioFile["nodes"]

  constructor({ nodes }: ScenarioFile) {
    this.#nodes = nodes
  }

  /** To an endpoint, or to where the sender of an earlier probe was seen. Gives the number of this one. */
  send(
    at: number,
    from: string,
    to: string | number,
    { ttl = 64, port = ownPort(this.#nodes, from) }: Sending = {},
  ): number {
    const target = typeof to === "number" ? { answering: to } : endpoint(to)
    return this.probes.push({ at: instant(at * 1000), from, port, to: target, ttl }) - 1
  }

  /** One every `every` milliseconds, from `start` until before `end`. */
  repeat(
    { start, end, every = 100 }: Span,
    from: string,
    to: string | number,
    sending: Sending = {},
  ): readonly number[] {
    const count = Math.max(0, Math.ceil((end - start) / every))
    return Array.from({ length: count }, (_, i) => this.send(start + i * every, from, to, sending))
  }

  flush(at: number, router: string): void {
    this.flushes.push({ at: instant(at * 1000), router })
  }
}

export interface Span {
  readonly start: number
  readonly end: number
  readonly every?: number
}

export const SCALED = { unreplied: "2s", replied: "2s", assured: "8s" }
/** One way between two NATs, as in spec/nat.md: half of it on each side. */
const HALF_WAY = { link: { latency: "20ms" } }

export interface Parts {
  readonly na?: Record<string, unknown>
  readonly nb?: Record<string, unknown>
  readonly sAddresses?: readonly string[]
  readonly more?: Record<string, unknown>
}

/** a and a2 behind na, b behind nb, s and t on the internet; `na` and `nb` are the routers' rules. */
export function twoNats({ na = {}, nb = {}, sAddresses = [], more = {} }: Parts): ScenarioFile {
  const at = (on: string, address: string | readonly string[]) => ({ interfaces: { eth0: { on, address, ...quick } } })
  return scenario({
    name: "two NATs",
    description: "Two routers with conntrack, two hosts behind the first, one behind the second, two on the internet.",
    source: "spec/nat.md 1.3",
    duration: "60s",
    routers: {
      na: { linux: na, outside: "203.0.113.11", inside: "10.1.0.0/24", ...HALF_WAY },
      nb: { linux: nb, outside: "203.0.113.12", inside: "10.2.0.0/24", ...HALF_WAY },
    },
    nodes: {
      a: at("na", "10.1.0.2"),
      a2: at("na", "10.1.0.3"),
      b: at("nb", "10.2.0.2"),
      s: at("internet", ["198.51.100.1", ...sAddresses]),
      t: at("internet", "198.51.100.2"),
      ...more,
    },
    expect: [],
  })
}

const quick = { link: { latency: "0ms" } }

export const A = "203.0.113.11:51820"
export const B = "203.0.113.12:51820"
export const S = "198.51.100.1:51820"
export const T = "198.51.100.2:51820"

/** The port as which a probe went across the internet; undefined if it never got there. */
export function portOf(outcomes: readonly Outcome[], probe: number): number | undefined {
  return outcomes[probe]?.crossings.find(({ network }) => network === "internet")?.source.port
}

export const isDelivered = (outcomes: readonly Outcome[], probe: number): boolean =>
  (outcomes[probe]?.deliveries.length ?? 0) > 0

export const yes = (is: boolean, then: string, otherwise: string): string => (is ? then : otherwise)
