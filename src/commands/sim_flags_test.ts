import assert from "node:assert/strict"
import { test } from "node:test"
import { POLICIES, SUITES } from "./sim_flags.ts"

test("words on the command line stand for what is named like them", () => {
  for (const [name, suite] of Object.entries(SUITES)) assert.equal(suite.name, name)
  for (const [name, policy] of Object.entries(POLICIES)) assert.equal(policy.name, name)
})
