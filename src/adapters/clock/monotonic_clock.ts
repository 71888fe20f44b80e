/** The process's monotonic clock, from its start; instant zero is when the process began. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MonotonicClock } from "../../agent/ports.ts"
import { type Instant, instant } from "../../domain/net/instant.ts"

const now = (): Instant => instant(Math.round(performance.now() * 1_000))

/** In turns, as a timer takes no more than 24 days and may wake a little early. */
const sleepUntil = (at: Instant): Effect.Effect<void> =>
  Effect.suspend(() => {
    const left = (at - now()) / 1_000
    if (left <= 0) return Effect.void
    return Effect.sleep(Math.min(Math.ceil(left), LONGEST_MS)).pipe(Effect.andThen(sleepUntil(at)))
  })

const LONGEST_MS = 24 * 60 * 60 * 1_000

export const monotonicClock = Layer.succeed(MonotonicClock, { now, sleepUntil })
