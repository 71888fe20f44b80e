import assert from "node:assert/strict"
import { test } from "node:test"
import { cut, keep } from "./slab.ts"

test("cuts are zero, of the wanted length, and nobody else's", () => {
  const cuts = Array.from({ length: 5_000 }, (_, i) => cut(i % 90))
  for (const [i, bytes] of cuts.entries()) {
    assert.equal(bytes.length, i % 90)
    assert.ok(bytes.every((byte) => byte === 0))
    bytes.fill(255)
  }
  assert.ok(cut(4_096).every((byte) => byte === 0))
})

test("what is kept is a copy", () => {
  const original = Uint8Array.of(1, 2, 3)
  const copy = keep(original)
  original.fill(9)
  assert.deepEqual(copy, Uint8Array.of(1, 2, 3))
  assert.notEqual(keep(copy).byteOffset, copy.byteOffset)
})

test("what is long has a buffer of its own", () => {
  assert.equal(cut(4_097).buffer.byteLength, 4_097)
  assert.equal(cut(70_000).length, 70_000)
})
