import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant, seconds } from "../../domain/net/instant.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import type { Connection } from "./connection.ts"
import { Conntrack } from "./conntrack.ts"
import { inverted, type Tuple } from "./tuple.ts"

const at = (s: number): Instant => instant(s * 1_000_000)
const tuple = (source: string, destination: string): Tuple => ({
  source: endpoint(source),
  destination: endpoint(destination),
})
const ME = "10.0.0.2:51820"
const to = (port: number): Tuple => tuple(ME, `198.51.100.1:${port}`)

const tableFor = (capacity: number): Conntrack => new Conntrack({ timers: LINUX_TIMERS, capacity })

/** A packet that gets through, unless it may not. */
function pass(table: Conntrack, one: Tuple, s = 0): Connection {
  const tracked = table.track(one, at(s)) ?? assert.fail("there is room")
  assert.ok(table.confirm(tracked.connection, at(s)))
  return tracked.connection
}

/** Both ways, and older than two seconds. */
function stream(table: Conntrack, one: Tuple, s = 0): void {
  pass(table, one, s)
  for (const later of [1, 3]) pass(table, inverted(one), s + later)
}

const ports = (table: Conntrack): readonly number[] =>
  [...table.openedBy(endpoint(ME))].map(({ original }) => original.destination.port)

test("a connection is found by both its tuples, and knows which way a packet goes", () => {
  const table = tableFor(10)
  const connection = pass(table, to(1))
  assert.deepEqual(table.find(to(1), at(1)), { connection, isReply: false })
  assert.deepEqual(table.find(inverted(to(1)), at(1)), { connection, isReply: true })
  assert.equal(table.find(to(2), at(1)), undefined)
})

test("once it is translated, answers are known by what they look like outside alone", () => {
  const table = tableFor(10)
  const { connection } = table.track(to(1), at(0)) ?? assert.fail()
  connection.reply = { ...connection.reply, destination: endpoint("203.0.113.1:51820") }
  assert.ok(table.confirm(connection, at(0)))
  assert.equal(table.find(tuple("198.51.100.1:1", "203.0.113.1:51820"), at(0))?.isReply, true)
  assert.equal(table.find(inverted(to(1)), at(0)), undefined)
})

test("a packet that is not let through leaves nothing behind", () => {
  const table = tableFor(10)
  table.track(to(1), at(0))
  assert.equal(table.size, 0)
  assert.equal(table.find(to(1), at(0)), undefined)
  assert.equal(table.find(inverted(to(1)), at(0)), undefined)
  assert.deepEqual(ports(table), [])
})

test("whose tuple somebody else has, in either direction, is not confirmed", () => {
  const table = tableFor(10)
  pass(table, to(1))
  const clash = (one: Tuple, reply: Tuple): boolean => {
    const { connection } = table.track(one, at(0)) ?? assert.fail()
    connection.reply = reply
    return table.confirm(connection, at(0))
  }
  const other = tuple("10.0.0.3:51820", "198.51.100.1:1")
  assert.equal(clash(other, inverted(to(1))), false, "the same answers")
  assert.equal(clash(other, to(1)), false, "answers that look like another's first packets")
  assert.equal(clash(other, inverted(other)), true)
  assert.equal(table.size, 2)
})

test("of two that were opened at once with one tuple, the first to be confirmed has it", () => {
  const table = tableFor(10)
  const [first, second] = [table.track(to(1), at(0)), table.track(to(1), at(0))]
  assert.ok(first && second)
  assert.equal(table.confirm(second.connection, at(0)), true)
  assert.equal(table.confirm(first.connection, at(0)), false)
  assert.equal(table.confirm(second.connection, at(0)), true, "twice is no more than once")
  assert.equal(table.size, 1)
})

test("a port is taken if its answers would be another connection's", () => {
  const table = tableFor(10)
  const mine = pass(table, to(1))
  const { connection: new1 } = table.track(tuple("10.0.0.3:51820", "198.51.100.1:1"), at(0)) ?? assert.fail()
  assert.ok(table.isTaken(to(1), new1, at(0)))
  assert.ok(!table.isTaken(to(1), mine, at(0)), "not by itself")
  assert.ok(!table.isTaken(to(2), new1, at(0)))
  assert.ok(table.isTaken(inverted(to(1)), new1, at(0)), "nor may they look like its first packets")
  assert.ok(!table.isTaken(to(1), new1, at(30)), "it is over")
})

test("a source's connections come the newest first, whatever goes in between", () => {
  const table = tableFor(10)
  for (const port of [1, 2, 3, 4]) pass(table, to(port), port)
  pass(table, tuple("10.0.0.3:51820", "198.51.100.1:9"), 5)
  assert.deepEqual(ports(table), [4, 3, 2, 1])
  pass(table, to(2), 20)
  assert.deepEqual(ports(table), [4, 3, 2, 1], "by when they began")
  table.find(to(1), at(31))
  assert.deepEqual(ports(table), [4, 3, 2], "the oldest went")
  table.find(to(4), at(34))
  assert.deepEqual(ports(table), [3, 2], "the newest went")
  pass(table, to(5), 34)
  table.collect(at(34))
  assert.deepEqual(ports(table), [5, 2], "one in the middle went")
  table.collect(at(100))
  assert.deepEqual(ports(table), [])
})

test("what is over stays in the list until somebody comes across it, or for a minute at most", () => {
  const table = tableFor(10)
  pass(table, to(1), 0)
  pass(table, to(2), 50)
  assert.deepEqual(ports(table), [2, 1], "over for 20 s")
  pass(table, to(3), 61)
  assert.deepEqual(ports(table), [3, 2])
  assert.equal(table.size, 2)
})

test("a full table gives up what is over, then the oldest that is no stream", () => {
  const table = tableFor(3)
  pass(table, to(1), 0)
  stream(table, to(2), 1)
  pass(table, to(3), 20)
  pass(table, to(4), 40)
  assert.deepEqual(ports(table), [4, 3, 2], "1 was over")
  pass(table, to(5), 41)
  assert.deepEqual(ports(table), [5, 4, 2])
})

test("a full table of streams takes nobody, and one that is known needs no room", () => {
  const table = tableFor(2)
  stream(table, to(1))
  stream(table, to(2))
  assert.equal(table.track(to(3), at(4)), undefined)
  assert.equal(table.track(inverted(to(1)), at(5))?.isReply, true)
  assert.equal(table.size, 2)
  assert.ok(table.track(to(3), at(123)), "2 is over")
})

test("a table that is made smaller gives up nobody, and grows again only when it is below its limit", () => {
  const table = tableFor(4)
  for (const port of [1, 2, 3]) pass(table, to(port), port)
  table.setLimits({ timers: LINUX_TIMERS, capacity: 1 })
  assert.deepEqual([table.size, table.capacity], [3, 3])
  pass(table, to(4), 4)
  assert.deepEqual(ports(table), [4, 3, 2])
  table.clear()
  assert.deepEqual([table.size, table.capacity], [0, 1])
})

test("connections keep their time until their next packet when timers change", () => {
  const table = tableFor(4)
  pass(table, to(1), 0)
  pass(table, to(2), 0)
  const { timers } = { timers: { ...LINUX_TIMERS, unreplied: LINUX_TIMERS.assured } }
  table.setLimits({ timers, capacity: 4 })
  pass(table, to(2), 10)
  table.collect(at(59))
  assert.deepEqual(ports(table), [2])
  assert.ok(table.find(to(2), at(129)))
  assert.equal(table.find(to(2), at(130)), undefined)
})

test("a table that is cleared knows nobody", () => {
  const table = tableFor(4)
  pass(table, to(1), 0)
  table.clear()
  assert.equal(table.size, 0)
  assert.deepEqual(ports(table), [])
  assert.equal(table.find(to(1), at(0)), undefined)
  pass(table, to(1), 1)
  assert.deepEqual(ports(table), [1])
})

test("a table that was full of streams once makes room again each time", () => {
  const quick = { unreplied: seconds(1), replied: seconds(1), assured: seconds(3), assuredAfter: seconds(2) }
  const table = new Conntrack({ timers: quick, capacity: 1 })
  for (const start of [0, 6, 12, 18]) {
    pass(table, to(start + 1), start)
    for (const later of [0.5, 1.2, 1.9, 2.5]) pass(table, inverted(to(start + 1)), start + later)
    assert.equal(table.track(to(9), at(start + 5.4)), undefined)
    assert.notEqual(table.track(to(9), at(start + 5.5)), undefined)
  }
})

test("a full table looks at its connections again only when one of them can be over", () => {
  const table = tableFor(1)
  let looks = 0
  stream(table, to(1))
  const { connection } = table.find(to(1), at(3)) ?? assert.fail("it is there")
  const isAlive = connection.isAlive.bind(connection)
  Object.assign(connection, { isAlive: (now: Instant) => (looks++, isAlive(now)) })
  for (let s = 4; s < 60; s++) assert.equal(table.track(to(2), at(s)), undefined)
  // The shortest timer is 30 s: what might have come at 4 s could be over at 34 s.
  assert.equal(looks, 2)
})

test("timers that were made shorter end what comes then in time", () => {
  const table = tableFor(1)
  stream(table, to(1))
  assert.equal(table.track(to(2), at(4)), undefined)
  table.setLimits({ timers: flatTimers(seconds(2)), capacity: 1 })
  pass(table, to(1), 5)
  assert.equal(table.track(to(2), at(6.9)), undefined)
  assert.notEqual(table.track(to(2), at(7)), undefined)
})
