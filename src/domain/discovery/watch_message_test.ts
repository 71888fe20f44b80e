import assert from "node:assert/strict"
import { test } from "node:test"
import { fitting, goneRecord } from "./watch_message.ts"

const record = (id: string, dataBytes: number) => ({ id, data: new Uint8Array(dataBytes), endpoints: [] })
const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id).join("")

const plenty = { affiliates: 100, bytes: 100_000 }
const three = [record("a", 500), record("b", 500), record("c", 500)]

test("records are taken in order until the number is reached", () => {
  assert.equal(ids(fitting(three, plenty)), "abc")
  assert.equal(ids(fitting(three, { ...plenty, affiliates: 2 })), "ab")
  assert.equal(ids(fitting([], plenty)), "")
})

test("records are taken until the bytes are used up, with room for what protobuf adds", () => {
  assert.equal(ids(fitting(three, { ...plenty, bytes: 1_100 })), "ab")
  assert.equal(ids(fitting(three, { ...plenty, bytes: 1_000 })), "a")
})

test("endpoints and every unit of an id count", () => {
  const endpoints = Array.from({ length: 64 }, () => new Uint8Array(32))
  const large = { ...record("€".repeat(85), 2048), endpoints }
  const least = 2048 + 64 * 32 + 3 * 85
  assert.equal(fitting([large, large], { ...plenty, bytes: 2 * least }).length, 1)
  assert.equal(fitting([large, large], { ...plenty, bytes: 3 * least }).length, 2)
})

test("a record that is too long for any message goes alone", () => {
  assert.equal(ids(fitting(three, { ...plenty, bytes: 1 })), "a")
})

test("what does not fit is not looked at", () => {
  const seen: string[] = []
  const lazily = three.values().map((one) => {
    seen.push(one.id)
    return one
  })
  fitting(lazily, { ...plenty, affiliates: 1 })
  assert.deepEqual(seen, ["a"])
})

test("of an affiliate that is gone only the id is told", () => {
  assert.deepEqual(goneRecord("a"), { id: "a", data: new Uint8Array(0), endpoints: [] })
})
