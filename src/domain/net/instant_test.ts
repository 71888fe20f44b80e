import assert from "node:assert/strict"
import { test } from "node:test"
import {
  after,
  duration,
  earliest,
  formatDuration,
  instant,
  millis,
  minutes,
  NEVER,
  seconds,
  since,
} from "./instant.ts"

test("durations count whole microseconds", () => {
  assert.equal(millis(250), 250_000)
  assert.equal(seconds(5), 5_000_000)
  assert.equal(minutes(2), 120_000_000)
})

test("since() never gives a negative age", () => {
  const start = instant(5_000_000)
  assert.equal(since(start, after(start, millis(7))), 7_000)
  assert.equal(since(start, instant(0)), 0)
})

test("earliest() treats NEVER as later than any instant", () => {
  const century = instant(100 * 366 * 86_400 * 1_000_000)
  assert.equal(earliest(NEVER, century), century)
  assert.equal(earliest(century, NEVER), century)
})

test("a microsecond is still exact after a century", () => {
  const century = instant(100 * 366 * 86_400 * 1_000_000)
  assert.equal(after(century, duration(1)) - century, 1)
})

test("formatDuration() picks the unit a reader expects", () => {
  assert.equal(formatDuration(duration(350)), "0.3ms")
  assert.equal(formatDuration(millis(79)), "79ms")
  assert.equal(formatDuration(duration(5_334_999)), "5.33s")
  assert.equal(formatDuration(seconds(150)), "2m30s")
  assert.equal(formatDuration(minutes(61)), "1h1m")
})
