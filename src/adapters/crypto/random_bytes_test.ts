import assert from "node:assert/strict"
import { test } from "node:test"
import { randomBytes } from "./random_bytes.ts"

test("bytes come in the wanted number, and other ones each time", () => {
  const [a, b] = [randomBytes(32), randomBytes(32)]
  assert.deepEqual([a.length, b.length], [32, 32])
  assert.notDeepEqual(a, b)
})
