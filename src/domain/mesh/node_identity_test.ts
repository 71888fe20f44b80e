import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import * as Result from "effect/Result"
import { nodeId } from "../../../tests/harness/mesh_facts.ts"
import { toHex } from "../../../tests/harness/vectors.ts"
import { Rng } from "../../sim/rng.ts"
import { decodeBase62, encodeBase62 } from "./base62.ts"
import { machineId, newNodeId } from "./node_identity.ts"

// spec/kubespan.md 1.5, from upstream's tests.
const VECTORS = [
  ["sou7yy34ykX3n373Zw1DXKb8zD7UnyKT6HT3QDsGH6L", "be871ac0d0dd31fa4caca753b0f3f1b2"],
  ["gvqfS27LxD58lPlASmpaueeRVzuof16iXoieRgEvBWaE", "8d2c0de2408fa2a178bad7f45d9aa8fb"],
] as const

test("the machine ids of upstream's node ids", () => {
  for (const [id, expected] of VECTORS) assert.deepEqual(machineId(nodeId(id)), Result.succeed(expected))
})

test("upstream's node ids are 32 bytes and are written the same way again", () => {
  for (const [id] of VECTORS) {
    const bytes = Result.getOrThrow(decodeBase62(id))
    assert.equal(bytes.length, 32)
    assert.equal(encodeBase62(bytes), id)
    assert.equal(newNodeId(bytes), id)
  }
})

test("a node id keeps its 32 bytes, and the machine id is the first half of them", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (random) => {
    const id = newNodeId(random)
    assert.deepEqual(decodeBase62(id), Result.succeed(random))
    assert.deepEqual(machineId(id), Result.succeed(toHex(random.subarray(0, 16))))
    assert.ok(id.length >= 43 && id.length <= 52, "between 6 and 5 bits to a symbol")
  }))
})

// spec/kubespan.md 10.2: "two generated node ids differ; length 43 to 45".
test("random node ids differ and have 43 to 45 characters", () => {
  const rng = Rng.seeded(62)
  const ids = Array.from({ length: 500 }, () => newNodeId(rng.fill(new Uint8Array(32))))
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.ok(id.length >= 43 && id.length <= 45, id)
})

test("an id that is no base62 or has too few bytes gives no machine id", () => {
  assert.deepEqual(machineId(nodeId("worker-1")), Result.fail("bad-character"))
  assert.deepEqual(machineId(nodeId("abc")), Result.fail("too-short"))
  assert.deepEqual(machineId(nodeId(encodeBase62(new Uint8Array(15).fill(9)))), Result.fail("too-short"))
  assert.deepEqual(machineId(nodeId(encodeBase62(new Uint8Array(16).fill(9)))), Result.succeed("09".repeat(16)))
})
