import assert from "node:assert/strict"
import { test } from "node:test"
import { Clock } from "./clock.ts"

test("a clock begins at zero, goes on in whole microseconds and never back", () => {
  const clock = new Clock()
  let last = clock.now()
  assert.ok(last >= 0 && last < 1_000_000)
  const steps = new Set<number>()
  for (let i = 0; i < 10_000; i++) {
    const now = clock.now()
    assert.ok(Number.isInteger(now) && now >= last)
    steps.add(now - last)
    last = now
  }
  assert.ok([...steps].some((step) => step > 0 && step < 1_000), "finer than a millisecond")
})

test("it keeps the pace of the host's clock, which is told as well", async () => {
  const clock = new Clock()
  const [now, unix] = [clock.now(), clock.unixMicros()]
  assert.ok(Math.abs(unix - Date.now() * 1_000) < 1_000_000)
  await new Promise((resolve) => setTimeout(resolve, 30))
  const [elapsed, elapsedThere] = [clock.now() - now, clock.unixMicros() - unix]
  assert.ok(elapsed >= 29_000)
  assert.ok(Math.abs(elapsed - elapsedThere) < 500_000)
})
