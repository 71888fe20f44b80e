/** Who pings whom and when. A ping without a start begins when its sender first knows its target, and again after a restart. */
import { type Duration, type Instant, instant } from "../../domain/net/instant.ts"
import type { Via } from "../ping_log.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import type { PingSchema } from "../scenario/story_schema.ts"
import { readDuration } from "../scenario/units.ts"

export interface PingPlan {
  readonly from: number
  readonly to: number
  readonly every: Duration
  /** undefined: as soon as the sender knows the target. */
  readonly start: Instant | undefined
  readonly stop: Instant
  readonly size: number
  readonly via: Via
  /** Whether the next ping is in the queue. */
  isScheduled: boolean
}

const DEFAULT_SIZE = 84
const EVERYONE: readonly PingSchema[] = [{ from: "all", to: "all", every: "1s" }]

export function pingPlans(file: ScenarioFile): readonly PingPlan[] {
  const names = Object.keys(file.nodes)
  const numbers = new Map(names.map((name, i) => [name, i]))
  const whom = (name: string): readonly number[] =>
    name === "all" ? [...numbers.values()] : [numbers.get(name)].filter((one) => one !== undefined)
  const end = instant(readDuration(file.duration))
  return (file.traffic ?? EVERYONE).flatMap((ping) => {
    const { start, stop, size = DEFAULT_SIZE, via = "mesh" } = ping
    const common = {
      every: readDuration(ping.every),
      start: start === undefined ? undefined : instant(readDuration(start)),
      stop: stop === undefined ? end : instant(readDuration(stop)),
      size,
      via,
    }
    return whom(ping.from).flatMap((from) =>
      whom(ping.to).filter((to) => to !== from).map((to): PingPlan => ({ from, to, ...common, isScheduled: false }))
    )
  })
}
