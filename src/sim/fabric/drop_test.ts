import assert from "node:assert/strict"
import { test } from "node:test"
import { NETWORK_DROPS } from "./drop.ts"

test("every reason has one number", () => {
  assert.equal(new Set(NETWORK_DROPS).size, NETWORK_DROPS.length)
})
