import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { worldOf } from "../../tests/harness/worlds.ts"
import { runWorld } from "./run_world.ts"

const at = (address: string) => ({ interfaces: { eth0: { on: "internet", address } } })
const pair = { duration: "10m", nodes: { a: at("198.51.100.1"), b: at("198.51.100.2") } }

test("a world is run to its end, with a look around after each slice", async () => {
  const world = worldOf(pair)
  const shown: number[] = []
  let slices = 0
  const busyMs = await Effect.runPromise(runWorld(world, {
    progress: { show: (done) => void shown.push(done), clear: () => {} },
    label: "x",
    afterSlice: Effect.sync(() => void slices++),
  }))
  assert.equal(world.now, world.end)
  assert.ok(busyMs > 0)
  assert.equal(shown.at(-1), 1)
  assert.equal(slices, shown.length)
})

test("a run can be interrupted, and clears its bar", async () => {
  let isCleared = false
  const exit = await Effect.runPromise(Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(runWorld(worldOf({ ...pair, duration: "5d" }), {
      progress: { show: () => {}, clear: () => void (isCleared = true) },
      label: "x",
      afterSlice: Effect.void,
    }))
    yield* Effect.sleep(50)
    yield* Fiber.interrupt(fiber)
    return yield* Fiber.await(fiber)
  }))
  assert.ok(Exit.isFailure(exit))
  assert.ok(isCleared)
})
