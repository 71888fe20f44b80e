import assert from "node:assert/strict"
import { test } from "node:test"
import { wipe } from "./wipe.ts"

test("what is wiped is zero in all its length, and what lies beside it in the same buffer stays", () => {
  const block = new Uint8Array(8).fill(7)
  const alone = Uint8Array.of(1, 2, 3)
  wipe(block.subarray(2, 5), alone, new Uint8Array(0))
  assert.deepEqual(block, Uint8Array.of(7, 7, 0, 0, 0, 7, 7, 7))
  assert.deepEqual(alone, new Uint8Array(3))
})
