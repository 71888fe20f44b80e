import assert from "node:assert/strict"
import { test } from "node:test"
import { instant, NEVER } from "../domain/net/instant.ts"
import { PingLog } from "./ping_log.ts"

test("a request is followed from sending to answer, and the first report of each counts", () => {
  const log = new PingLog()
  const number = log.send({ from: 0, to: 1 }, instant(10))
  log.arrived(number, instant(20))
  log.arrived(number, instant(25))
  log.answered(number, instant(30))
  log.answered(number, instant(35))
  assert.deepEqual(log.between(0, 1), [{
    from: 0,
    to: 1,
    sentAt: instant(10),
    isInClear: false,
    arrivedAt: instant(20),
    answeredAt: instant(30),
  }])
  assert.deepEqual(log.between(1, 0), [])
})

test("the first answer counts from a given start", () => {
  const log = new PingLog()
  const [early, late, lost] = [10, 50, 60].map((at) => log.send({ from: 0, to: 1 }, instant(at)))
  log.answered(early ?? 0, instant(90))
  log.answered(late ?? 0, instant(80))
  assert.equal(log.firstAnswer(0, 1, instant(0)), 80)
  assert.equal(log.firstAnswer(0, 1, instant(51)), NEVER)
  log.answered(lost ?? 0, instant(99))
  assert.equal(log.firstAnswer(0, 1, instant(51)), 99)
  assert.equal(log.firstAnswer(0, 2, instant(0)), NEVER)
})

test("numbers that were never given out are ignored", () => {
  const log = new PingLog()
  log.arrived(7, instant(1))
  log.answered(7, instant(1))
  assert.deepEqual(log.between(0, 1), [])
})

test("pings to the mesh address and to the address on the target's own network are two lists with one numbering", () => {
  const log = new PingLog()
  const inside = log.send({ from: 0, to: 1, via: "mesh" }, instant(1))
  const outside = log.send({ from: 0, to: 1, via: "address" }, instant(2))
  assert.notEqual(inside, outside)
  log.answered(outside, instant(9))
  assert.deepEqual(log.between(0, 1).map(({ sentAt }) => sentAt), [1])
  assert.deepEqual(log.between(0, 1, "address").map(({ sentAt, answeredAt }) => [sentAt, answeredAt]), [[2, 9]])
  assert.equal(log.firstAnswer(0, 1, instant(0)), NEVER, "only what went through the mesh counts")
})

test("a ping that left in the clear is marked, and no other", () => {
  const log = new PingLog()
  const numbers = [1, 2].map((at) => log.send({ from: 0, to: 1, via: "address" }, instant(at)))
  log.wentInClear(numbers[1] ?? 0)
  log.wentInClear(7)
  assert.deepEqual(log.between(0, 1, "address").map(({ isInClear }) => isInClear), [false, true])
})
