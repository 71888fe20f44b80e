/** What a scenario file wants to happen and when: nodes that start by themselves, then its timeline. */
import { type Instant, instant } from "../../domain/net/instant.ts"
import { inOrder } from "../scenario/address_plan.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { readDuration } from "../scenario/units.ts"
import type { Faults } from "./faults.ts"

export interface Planned {
  readonly at: Instant
  readonly deed: (now: Instant) => void
}

export function planOf({ nodes, timeline = [] }: ScenarioFile, faults: Faults): readonly Planned[] {
  const starts = Object.entries(nodes).flatMap(([node, { start = "0s" }]): Planned[] =>
    start === "never"
      ? []
      : [{ at: instantOf(start), deed: (now) => faults.act({ at: start, do: "start", node }, now) }]
  )
  const actions = inOrder(timeline).map(({ action }): Planned => ({
    at: instantOf(action.at),
    deed: (now) => faults.act(action, now),
  }))
  return [...starts, ...actions]
}

const instantOf = (text: string): Instant => instant(readDuration(text))
