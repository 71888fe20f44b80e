import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { inverted, sameTuple, type Tuple } from "./tuple.ts"

const tuple = (source: string, destination: string): Tuple => ({
  source: endpoint(source),
  destination: endpoint(destination),
})

test("a packet that answers has the ends the other way round, and its own answer is the first again", () => {
  const one = tuple("192.0.2.1:1", "198.51.100.1:2")
  assert.deepEqual(inverted(one), tuple("198.51.100.1:2", "192.0.2.1:1"))
  assert.deepEqual(inverted(inverted(one)), one)
})

test("tuples are the same if both ends are, in this order", () => {
  const one = tuple("192.0.2.1:1", "198.51.100.1:2")
  assert.ok(sameTuple(one, tuple("192.0.2.1:1", "198.51.100.1:2")))
  for (
    const other of [
      tuple("192.0.2.1:9", "198.51.100.1:2"),
      tuple("192.0.2.9:1", "198.51.100.1:2"),
      tuple("192.0.2.1:1", "198.51.100.1:9"),
      tuple("192.0.2.1:1", "198.51.100.9:2"),
      inverted(one),
    ]
  ) assert.ok(!sameTuple(one, other))
})

test("a packet's flight, load and TTL are no part of its tuple", () => {
  const { source, destination } = tuple("192.0.2.1:1", "198.51.100.1:2")
  const packet = { source, destination, ttl: 64 }
  assert.deepEqual(Object.keys(inverted(packet)), ["source", "destination"])
})
