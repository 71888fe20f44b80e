/** What a scenario file wants to happen and when: nodes that start by themselves, then its timeline. */
import { after, duration, type Instant, instant } from "../../domain/net/instant.ts"
import { inOrder } from "../scenario/address_plan.ts"
import type { DatagramSchema } from "../scenario/story_schema.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { readDuration } from "../scenario/units.ts"
import type { Faults } from "./faults.ts"

export interface Planned {
  readonly at: Instant
  readonly deed: (now: Instant) => void
}

/** Sends a datagram past the mesh. */
export type SendClear = (datagram: DatagramSchema, now: Instant) => void

export function planOf(file: ScenarioFile, faults: Faults, sendClear: SendClear): readonly Planned[] {
  const { nodes, timeline = [], datagrams = [] } = file
  const starts = Object.entries(nodes).flatMap(([node, { start = "0s" }]): Planned[] =>
    start === "never"
      ? []
      : [{ at: instantOf(start), deed: (now) => faults.act({ at: start, do: "start", node }, now) }]
  )
  const actions = inOrder(timeline).map(({ action }): Planned => ({
    at: instantOf(action.at),
    deed: (now) => faults.act(action, now),
  }))
  const sends = datagrams.flatMap((datagram): Planned[] =>
    timesOf(datagram).map((at) => ({ at, deed: (now) => sendClear(datagram, now) }))
  )
  return [...starts, ...actions, ...sends]
}

export function timesOf({ at, every = "0s", times = 1 }: DatagramSchema): readonly Instant[] {
  return Array.from({ length: times }, (_, i) => after(instantOf(at), duration(i * readDuration(every))))
}

const instantOf = (text: string): Instant => instant(readDuration(text))
