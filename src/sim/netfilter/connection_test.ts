import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant, seconds } from "../../domain/net/instant.ts"
import type { FlowTimers } from "../flow.ts"
import { Connection } from "./connection.ts"
import type { Tuple } from "./tuple.ts"

// spec/nat.md 1.2: 30 s one way, 30 s while less than 2 s old even if replied, 120 s as a stream.
const TIMERS: FlowTimers = {
  unreplied: seconds(30),
  replied: seconds(30),
  assured: seconds(120),
  assuredAfter: seconds(2),
}
const at = (s: number): Instant => instant(s * 1_000_000)
const tuple: Tuple = { source: endpoint("10.0.0.2:51820"), destination: endpoint("198.51.100.1:7") }

const ORIGINAL = false
const REPLY = true
const opened = (s = 0): Connection => {
  const one = new Connection(tuple, at(s))
  one.saw(ORIGINAL, TIMERS, at(s))
  return one
}
/** The last whole second in which it is alive. */
const lastSecond = (one: Connection): number => {
  let s = 0
  while (one.isAlive(at(s + 1))) s++
  return s
}

test("answers come to the source from the destination, until something translates", () => {
  const one = opened()
  assert.deepEqual(one.reply, { source: tuple.destination, destination: tuple.source })
  assert.equal(one.isConfirmed, false)
  assert.equal(one.hasNewDestination, false)
  one.reply = { ...one.reply, destination: endpoint("203.0.113.1:51820") }
  assert.equal(one.hasNewDestination, false, "another source is no other destination")
  one.reply = { ...one.reply, source: endpoint("198.51.100.1:8") }
  assert.equal(one.hasNewDestination, true, "another port")
  one.reply = { ...one.reply, source: endpoint("198.51.100.2:7") }
  assert.equal(one.hasNewDestination, true, "another address")
})

test("unanswered it lives for 30 s from its last packet", () => {
  const one = opened()
  assert.ok(one.isAlive(instant(29_999_999)))
  assert.ok(!one.isAlive(at(30)))
  one.saw(ORIGINAL, TIMERS, at(20))
  assert.equal(lastSecond(one), 49)
  assert.ok(!one.isReplied)
})

test("answered, but not older than two seconds, it lives for 30 s", () => {
  const one = opened(10)
  one.saw(REPLY, TIMERS, at(11))
  one.saw(ORIGINAL, TIMERS, at(12))
  assert.ok(one.isReplied)
  assert.ok(!one.isAssured, "two seconds are not more than two")
  assert.equal(lastSecond(one), 41)
})

test("both ways and older than two seconds it lives for 120 s, refreshed from either side", () => {
  const one = opened()
  one.saw(REPLY, TIMERS, at(1))
  one.saw(ORIGINAL, TIMERS, at(3))
  assert.ok(one.isAssured)
  assert.equal(lastSecond(one), 122)
  one.saw(REPLY, TIMERS, at(100))
  assert.equal(lastSecond(one), 219)
})

test("the first answer counts for what comes after it, not for itself", () => {
  const one = opened()
  one.saw(REPLY, TIMERS, at(10))
  assert.ok(one.isReplied)
  assert.ok(!one.isAssured)
  assert.equal(lastSecond(one), 39)
  one.saw(REPLY, TIMERS, at(11))
  assert.ok(one.isAssured)
  assert.equal(lastSecond(one), 130)
})

test("a stream stays one though its timers change", () => {
  const one = opened()
  one.saw(REPLY, TIMERS, at(1))
  one.saw(REPLY, TIMERS, at(3))
  one.saw(REPLY, { ...TIMERS, assuredAfter: seconds(600), replied: seconds(5) }, at(4))
  assert.ok(one.isAssured)
  assert.equal(lastSecond(one), 8, "but lives by the timers of its last packet")
})
