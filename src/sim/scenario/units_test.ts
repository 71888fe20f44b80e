import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import {
  DurationText,
  OffsetText,
  RateText,
  readDuration,
  readOffset,
  readRate,
  readShare,
  ShareText,
  SpanText,
} from "./units.ts"

test("durations add up their parts, in microseconds", () => {
  assert.equal(readDuration("250ms"), 250_000)
  assert.equal(readDuration("2m30s"), 150_000_000)
  assert.equal(readDuration("1d"), 86_400_000_000)
  assert.equal(readDuration("100us"), 100)
})

test("shares are millionths and rates are bits per second", () => {
  assert.equal(readShare("2%"), 20_000)
  assert.equal(readShare("0.5%"), 5_000)
  assert.equal(readShare("0.0001%"), 1)
  assert.equal(readShare("100%"), 1_000_000)
  assert.equal(readRate("512kbit"), 512_000)
  assert.equal(readRate("20Mbit"), 20_000_000)
  assert.equal(readRate("1Gbit"), 1_000_000_000)
})

test("offsets have a sign", () => {
  assert.equal(readOffset("-1h"), -3_600_000_000)
  assert.equal(readOffset("+250ms"), 250_000)
  assert.ok(Schema.is(OffsetText)("-1m30s") && !Schema.is(OffsetText)("1h"))
})

test("other texts are refused", () => {
  for (const text of ["", "5", "5 s", "-1s", "1.5s", "s", "99999d", "1e3s", "5s5s5s2m", "30s2m", "1s1s"]) {
    assert.ok(!Schema.is(DurationText)(text), text)
  }
  for (const text of ["2", "101%", "100.5%", "-1%", "1.00001%", "%"]) assert.ok(!Schema.is(ShareText)(text), text)
  for (const text of ["20", "0Mbit", "20mbit", "1.5Gbit"]) assert.ok(!Schema.is(RateText)(text), text)
})

test("a span that must be more than nothing is", () => {
  assert.ok(Schema.is(SpanText)("1us"))
  for (const text of ["0s", "0h0m", "", "5s5s"]) assert.ok(!Schema.is(SpanText)(text), text)
})

test("a clock is off by a century at most", () => {
  assert.ok(Schema.is(OffsetText)("-36500d"))
  for (const text of ["-36501d", "+36500d1s", "+999999999d"]) assert.ok(!Schema.is(OffsetText)(text), text)
})
