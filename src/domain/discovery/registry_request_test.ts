import assert from "node:assert/strict"
import { test } from "node:test"
import { micros, minutes, seconds } from "../net/instant.ts"
import { UPSTREAM_LIMITS } from "./registry_limits.ts"
import { affiliateIdRefusal, clusterIdRefusal, updateRefusal, type UpdateRequest } from "./registry_request.ts"

const bytes = (length: number) => new Uint8Array(length).fill(1)

const valid: UpdateRequest = { clusterId: "c", affiliateId: "a", data: bytes(0), endpoints: [], ttl: seconds(0) }

const refusal = (change: Partial<UpdateRequest>) => updateRefusal({ ...valid, ...change }, UPSTREAM_LIMITS)

// Lengths and order: spec/discovery.md 1.3 and 3.1.
test("what is exactly at a limit is accepted", () => {
  const most = { data: bytes(2048), endpoints: [bytes(32), bytes(0)], ttl: minutes(30) }
  assert.equal(refusal({ ...most, clusterId: "c".repeat(256), affiliateId: "a".repeat(256) }), undefined)
})

test("what is one above a limit is refused", () => {
  assert.equal(refusal({ clusterId: "c".repeat(257) }), "cluster-id-too-long")
  assert.equal(refusal({ affiliateId: "a".repeat(257) }), "affiliate-id-too-long")
  assert.equal(refusal({ data: bytes(2049) }), "data-too-big")
  assert.equal(refusal({ endpoints: [bytes(32), bytes(33)] }), "endpoint-too-big")
  assert.equal(refusal({ ttl: micros(30 * 60 * 1_000_000 + 1) }), "ttl-too-large")
})

test("ids must not be empty", () => {
  assert.equal(refusal({ clusterId: "" }), "cluster-id-empty")
  assert.equal(refusal({ affiliateId: "" }), "affiliate-id-empty")
})

test("the length of an id is that of its UTF-8", () => {
  const limits = UPSTREAM_LIMITS
  for (const [character, length] of [["a", 1], ["ü", 2], ["€", 3], ["😀", 4]] as const) {
    const fit = Math.floor(256 / length)
    assert.equal(clusterIdRefusal(character.repeat(fit), limits), undefined, character)
    assert.equal(clusterIdRefusal(character.repeat(fit + 1), limits), "cluster-id-too-long", character)
    assert.equal(affiliateIdRefusal(character.repeat(fit), limits), undefined, character)
    assert.equal(affiliateIdRefusal(character.repeat(fit + 1), limits), "affiliate-id-too-long", character)
  }
})

test("there is no least TTL", () => {
  assert.equal(refusal({ ttl: seconds(0) }), undefined)
  assert.equal(refusal({ ttl: seconds(-315_576_000_000) }), undefined)
})

test("cluster id, affiliate id, data, endpoints and TTL are checked in this order", () => {
  const wrong = { clusterId: "", affiliateId: "", data: bytes(2049), endpoints: [bytes(33)], ttl: minutes(31) }
  assert.equal(refusal(wrong), "cluster-id-empty")
  assert.equal(refusal({ ...wrong, clusterId: "c" }), "affiliate-id-empty")
  assert.equal(refusal({ ...wrong, clusterId: "c", affiliateId: "a" }), "data-too-big")
  assert.equal(refusal({ endpoints: wrong.endpoints, ttl: wrong.ttl }), "endpoint-too-big")
  assert.equal(refusal({ ttl: wrong.ttl }), "ttl-too-large")
})
