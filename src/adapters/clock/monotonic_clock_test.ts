import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import { MonotonicClock } from "../../agent/ports.ts"
import { after, millis } from "../../domain/net/instant.ts"
import { monotonicClock } from "./monotonic_clock.ts"

const withClock = <A>(use: (clock: MonotonicClock["Service"]) => Effect.Effect<A>): Promise<A> =>
  Effect.runPromise(MonotonicClock.use(use).pipe(Effect.provide(monotonicClock)))

test("whoever sleeps until an instant wakes at it or later, and at once if it is past", async () => {
  const [before, until, woken] = await withClock(({ now, sleepUntil }) => {
    const before = now()
    const until = after(before, millis(20))
    return Effect.andThen(sleepUntil(until), Effect.sync(() => [before, until, now()] as const))
  })
  assert.ok(before < until && woken >= until)
  await withClock(({ now, sleepUntil }) => sleepUntil(now()))
})

test("a sleeper that is interrupted is gone", async () => {
  const won = await withClock(({ now, sleepUntil }) =>
    Effect.raceFirst(
      sleepUntil(after(now(), millis(1_000_000))).pipe(Effect.as("late")),
      Effect.sleep(5).pipe(Effect.as("early")),
    )
  )
  assert.equal(won, "early")
})
