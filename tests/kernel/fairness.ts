/**
 * Whether a script can be held against anybody: the kernel's clock ticks, and real packets are late. So the answer must
 * not hang on a timer that ends just then, or on which of two packets is first by a hair.
 */
import { type Duration, type Instant, instant, micros, millis } from "../../src/domain/net/instant.ts"
import { ModelLab } from "../../src/sim/lab/model.ts"
import { outcomeText } from "../../src/sim/lab/outcome.ts"
import type { Schedule } from "../../src/sim/lab/probe.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { Dice } from "./dice.ts"
import type { Script } from "./script.ts"
import { slower, withTimers } from "./varied_network.ts"

/** A run of the kernel in which anything was later than this says nothing. */
export const LATEST: Duration = millis(20)
const TIMER_MARGIN: Duration = millis(120)
const JITTERS = 3

export function isFair({ file, schedule }: Script): boolean {
  const texts = play(file, schedule)
  const others = [
    play(withTimers(file, TIMER_MARGIN), schedule),
    play(withTimers(file, micros(-TIMER_MARGIN)), schedule),
    play(slower(file, LATEST), schedule),
    ...Array.from({ length: JITTERS }, (_, i) => play(file, jittered(schedule, i))),
  ]
  return others.every((other) => other.every((text, i) => text === texts[i]))
}

const play = (file: ScenarioFile, schedule: Schedule): readonly string[] =>
  new ModelLab(file, schedule, { seed: 1 }).run().map(outcomeText)

/** Everything a little late, each by itself, but nothing out of its turn. */
function jittered({ probes, flushes, ...rest }: Schedule, number: number): Schedule {
  const dice = Dice.of(number, "jitter")
  const late = (at: Instant): Instant => instant(at + (dice.chance(50) ? 0 : dice.between(0, LATEST)))
  return {
    ...rest,
    probes: probes.map((probe) => ({ ...probe, at: late(probe.at) })),
    flushes: flushes.map((flush) => ({ ...flush, at: late(flush.at) })),
  }
}
