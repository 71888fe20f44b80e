import assert from "node:assert/strict"
import { test } from "node:test"
import { instant } from "../net/instant.ts"
import { remainingTtl } from "./registry_snapshot.ts"

// spec/discovery.md 3.6: remaining, whole seconds.
test("what remains is whole seconds, never more than there are and never less than zero", () => {
  assert.equal(remainingTtl(instant(5_000_000), instant(2_000_000)), 3_000_000)
  assert.equal(remainingTtl(instant(5_000_000), instant(2_000_001)), 2_000_000)
  assert.equal(remainingTtl(instant(5_000_000), instant(4_000_001)), 0)
  assert.equal(remainingTtl(instant(5_000_000), instant(9_500_000)), 0)
})
