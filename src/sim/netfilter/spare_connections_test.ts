import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { LINUX_TIMERS } from "../flow.ts"
import { Connection } from "./connection.ts"
import { SpareConnections } from "./spare_connections.ts"

const at = (s: number) => instant(s * 1_000_000)
const connection = (port: number): Connection =>
  new Connection({ source: endpoint(`10.0.0.2:${port}`), destination: endpoint("198.51.100.1:1") }, at(0))

function makeStream(one: Connection): void {
  for (const s of [1, 3]) one.saw(true, LINUX_TIMERS, at(s))
  assert.ok(one.isAssured)
}

/** A set that counts how often somebody looks at all of it. */
class Watched extends Set<Connection> {
  looks = 0

  override [Symbol.iterator]() {
    this.looks++
    return super[Symbol.iterator]()
  }
}

function table(count: number) {
  const all = new Watched()
  const spare = new SpareConnections()
  const add = (port: number): Connection => {
    const one = connection(port)
    all.add(one)
    spare.added()
    return one
  }
  const made = Array.from({ length: count }, (_, i) => add(i + 1))
  all.looks = 0
  return { all, spare, add, made }
}

test("the oldest that is there and no stream is the first to go, then the next", () => {
  const { all, spare, made, add } = table(4)
  const [first, second, third, fourth] = made
  assert.equal(spare.oldest(all), first)
  assert.equal(spare.oldest(all), first, "as long as it is there")
  for (const one of [first, second]) if (one !== undefined) all.delete(one)
  if (third !== undefined) makeStream(third)
  const fifth = add(5)
  assert.equal(spare.oldest(all), fourth)
  if (fourth !== undefined) all.delete(fourth)
  assert.equal(spare.oldest(all), fifth)
})

test("where all are streams there is none, until somebody new comes", () => {
  const { all, spare, made, add } = table(3)
  made.forEach(makeStream)
  for (let i = 0; i < 9; i++) assert.equal(spare.oldest(all), undefined)
  assert.equal(all.looks, 1)
  const young = add(9)
  assert.equal(spare.oldest(all), young)
})

test("of many that go one by one, all are looked at once", () => {
  const { all, spare, add } = table(100)
  for (let i = 0; i < 100; i++) {
    const one = spare.oldest(all)
    if (one !== undefined) all.delete(one)
    add(200 + i)
  }
  assert.equal(all.looks, 1)
})

test("after all were cleared it begins anew", () => {
  const { all, spare, add } = table(2)
  spare.oldest(all)
  all.clear()
  spare.clear()
  assert.equal(spare.oldest(all), undefined)
  const one = add(3)
  assert.equal(spare.oldest(all), one)
})
