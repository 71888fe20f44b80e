import assert from "node:assert/strict"
import { test } from "node:test"
import { duration, type Instant, instant } from "../../domain/net/instant.ts"
import { Pinger } from "./pinger.ts"
import type { PingPlan } from "./traffic.ts"

const plan = (start: number | undefined): PingPlan => ({
  from: 0,
  to: 1,
  every: duration(10),
  start: start === undefined ? undefined : instant(start),
  stop: instant(35),
  size: 84,
  via: "mesh",
  isScheduled: false,
})

/** Runs the pinger's own queue and tells when pings were sent. */
function play(one: PingPlan, happenings: readonly [number, (pinger: Pinger) => void][]): number[] {
  const queue: Instant[] = []
  const sent: number[] = []
  const pinger = new Pinger([one], (at) => void queue.push(at))
  pinger.begin()
  for (let now = 0; now <= 50; now++) {
    for (const [at, happen] of happenings) if (at === now) happen(pinger)
    for (const due of queue.splice(0)) {
      if (due > now) queue.push(due)
      else if (pinger.due(one, instant(now))) sent.push(now)
    }
  }
  return sent
}

test("a ping with a start goes on from then until its stop, whatever is known", () => {
  assert.deepEqual(play(plan(3), []), [3, 13, 23, 33])
})

test("a ping without one begins when the target is known, ends when it is forgotten, and begins again", () => {
  const meet = (at: number): [number, (pinger: Pinger) => void] => [at, (pinger) => pinger.met(0, 1, true, instant(at))]
  assert.deepEqual(play(plan(undefined), []), [])
  assert.deepEqual(play(plan(undefined), [meet(5)]), [5, 15, 25, 35])
  assert.deepEqual(play(plan(undefined), [meet(5), meet(7)]), [5, 15, 25, 35], "known already")
  assert.deepEqual(play(plan(undefined), [meet(5), [8, (pinger) => pinger.met(0, 1, false, instant(8))]]), [5])
  assert.deepEqual(play(plan(undefined), [meet(5), [8, (pinger) => pinger.forget(0)], meet(20)]), [5, 20, 30])
  assert.deepEqual(play(plan(undefined), [[5, (pinger) => pinger.met(1, 0, true, instant(5))]]), [], "the other way")
})
