import assert from "node:assert/strict"
import { test } from "node:test"
import { instant, seconds } from "../domain/net/instant.ts"
import { flatTimers, Flow, LINUX_TIMERS } from "./flow.ts"

const at = (s: number) => instant(Math.round(s * 1_000_000))

// Linux (spec/nat.md 1.2): 30 s one-way, 30 s while younger than 2 s even if replied, 120 s as a stream.
test("a flow that nobody answers lives for 30 seconds", () => {
  const flow = new Flow(LINUX_TIMERS, at(0))
  assert.ok(flow.isAlive(at(29.9)))
  assert.ok(!flow.isAlive(at(30)))
  flow.refresh(at(29))
  assert.ok(flow.isAlive(at(58)))
})

test("an answer within the first two seconds does not lengthen it yet", () => {
  const flow = new Flow(LINUX_TIMERS, at(0))
  flow.reply(at(1), true)
  assert.ok(flow.isAlive(at(30.9)))
  assert.ok(!flow.isAlive(at(31)))
})

test("a packet of an answered flow after two seconds makes it a stream of 120 seconds", () => {
  const flow = new Flow(LINUX_TIMERS, at(0))
  flow.reply(at(1), true)
  flow.refresh(at(2.1))
  assert.ok(flow.isAlive(at(122)))
  assert.ok(!flow.isAlive(at(122.2)))
})

test("where inbound packets do not refresh, an answer counts as one all the same", () => {
  const flow = new Flow(LINUX_TIMERS, at(0))
  flow.reply(at(20), false)
  assert.ok(!flow.isAlive(at(31)))
  flow.refresh(at(29))
  assert.ok(flow.isAlive(at(148)))
})

test("flat timers know one limit", () => {
  const flow = new Flow(flatTimers(seconds(300)), at(0))
  assert.ok(flow.isAlive(at(299)))
  flow.reply(at(10), true)
  assert.ok(!flow.isAlive(at(310)))
})

test("an answer at two seconds sharp comes too early: a stream is older than that", () => {
  const flow = new Flow(LINUX_TIMERS, at(0))
  flow.reply(at(2), true)
  assert.ok(flow.isAlive(at(31.9)))
  assert.ok(!flow.isAlive(at(32)))
})

test("a flow ends when its limit has passed since the last packet that counted", () => {
  const flow = new Flow(LINUX_TIMERS, at(0))
  assert.deepEqual([flow.lastAt, flow.endsAt], [at(0), at(30)])
  flow.reply(at(10), false)
  assert.equal(flow.lastAt, at(0))
  flow.refresh(at(12))
  assert.deepEqual([flow.lastAt, flow.endsAt], [at(12), at(132)])
  assert.ok(flow.isAlive(at(131.9)) && !flow.isAlive(flow.endsAt))
})

test("whatever comes, a flow does not end before its shortest limit", () => {
  const flow = new Flow({
    unreplied: seconds(30),
    replied: seconds(10),
    assured: seconds(120),
    assuredAfter: seconds(2),
  }, at(0))
  assert.deepEqual([flow.endsAt, flow.endsNotBefore], [at(30), at(10)])
  flow.reply(at(1), true)
  assert.deepEqual([flow.endsAt, flow.endsNotBefore], [at(11), at(11)])
})
