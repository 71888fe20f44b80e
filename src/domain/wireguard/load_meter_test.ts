import assert from "node:assert/strict"
import { test } from "node:test"
import { after, instant, millis } from "../net/instant.ts"
import { LoadMeter } from "./load_meter.ts"

test("load begins with the first message over the limit and ends a second after the last", () => {
  const meter = new LoadMeter(3)
  const start = instant(0)
  assert.deepEqual([1, 2, 3].map(() => meter.record(start)), [false, false, false])
  assert.ok(meter.record(after(start, millis(500))))
  assert.ok(meter.record(after(start, millis(1400))), "still loaded, although this window is nearly empty")
  assert.ok(!meter.record(after(start, millis(1501))))
})

test("a steady rate at the limit is no load", () => {
  const meter = new LoadMeter(10)
  for (let i = 0; i < 200; i++) assert.ok(!meter.record(instant(i * 100_000)))
})
