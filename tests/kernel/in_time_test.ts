import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../harness/scenario_data.ts"
import { MOST_TIMES, playedInTime } from "./in_time.ts"
import type { KernelRun, Played } from "./kernel_run.ts"

const file = scenario(small({}))

interface Numbered extends Played {
  readonly item: number
}

/** A machine on which the late ones are those for which `isLate` says so, and what it was given to play. */
function machine(isLate: (item: number, beside: number) => boolean) {
  const batches: (readonly number[])[] = []
  const play = (all: readonly Numbered[]): Promise<readonly KernelRun[]> => {
    batches.push(all.map(({ item }) => item))
    const runs = all.map(({ item }) => ({ outcomes: [], isVoid: isLate(item, all.length), lateness: 0 }))
    return Promise.resolve(runs)
  }
  return { batches, play }
}

/** All that comes of so many items. */
async function playAll(count: number, play: ReturnType<typeof machine>["play"]) {
  const items = Array.from({ length: count }, (_, item) => item)
  const played = (item: number): Numbered => ({ item, file, schedule: { probes: [], flushes: [] } })
  const inTime: number[] = []
  let [late, givenUp] = [0, 0]
  for await (const batch of playedInTime(items, played, play)) {
    inTime.push(...batch.inTime.map(({ item }) => item))
    late += batch.late
    givenUp += batch.givenUp
    assert.ok(batch.inTime.every(({ item, played }) => played.item === item))
  }
  return { inTime, late, givenUp }
}

test("what is in time is played once", async () => {
  const { batches, play } = machine(() => false)
  const { inTime, late, givenUp } = await playAll(120, play)
  assert.deepEqual([inTime.length, new Set(inTime).size, late, givenUp], [120, 120, 0, 0])
  assert.deepEqual(batches.flat(), inTime)
})

test("what is late is played again with fewer beside it, until it is in time", async () => {
  const { batches, play } = machine((_, beside) => beside > 10)
  const { inTime, givenUp } = await playAll(30, play)
  assert.deepEqual(inTime.toSorted((a, b) => a - b), Array.from({ length: 30 }, (_, i) => i))
  assert.equal(givenUp, 0)
  assert.ok(Math.min(...batches.map(({ length }) => length)) <= 10)
})

test("what is always late is given up in the end, and the others are not played again for it", async () => {
  const { batches, play } = machine((item) => item === 3)
  const { inTime, late, givenUp } = await playAll(20, play)
  assert.deepEqual([inTime.length, inTime.includes(3), givenUp], [19, false, 1])
  assert.equal(late, MOST_TIMES)
  assert.equal(batches.flat().length, 19 + MOST_TIMES)
})

test("a batch says how many are left", async () => {
  const { play } = machine((item) => item === 0)
  const lefts: number[] = []
  const played = (item: number): Numbered => ({ item, file, schedule: { probes: [], flushes: [] } })
  for await (const { left } of playedInTime(Array.from({ length: 60 }, (_, i) => i), played, play)) lefts.push(left)
  assert.deepEqual(lefts.slice(0, 2), [60 - 50 + 1, 1])
  assert.equal(lefts.at(-1), 0)
})
