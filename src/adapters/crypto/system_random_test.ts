import assert from "node:assert/strict"
import { test } from "node:test"
import { systemRandom } from "./system_random.ts"

test("numbers below a bound are all drawn, and none beyond", () => {
  const drawn = new Set(Array.from({ length: 1_000 }, () => systemRandom.below(7)))
  assert.deepEqual([...drawn].sort(), [0, 1, 2, 3, 4, 5, 6])
  assert.equal(systemRandom.below(1), 0)
  assert.ok(systemRandom.below(2 ** 32) >= 0)
})

test("words and bytes differ from each other", () => {
  assert.equal(new Set(Array.from({ length: 1_000 }, () => systemRandom.u32())).size, 1_000)
  const target = new Uint8Array(32)
  assert.equal(systemRandom.fill(target), target)
  assert.notDeepEqual(systemRandom.fill(new Uint8Array(32)), target)
})
