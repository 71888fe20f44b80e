import assert from "node:assert/strict"
import { test } from "node:test"
import { assert as check, AssertionError, present } from "./assert.ts"

test("assert() is silent when the fact holds", () => {
  check(1 + 1 === 2, "arithmetic works")
})

test("assert() names the fact that does not hold", () => {
  assert.throws(() => check(false, "the queue is sorted"), new AssertionError("the queue is sorted"))
})

test("present() returns the value, and names what is missing", () => {
  assert.equal(present(0, "a number"), 0)
  assert.throws(() => present(undefined, "a session for this index"), /a session for this index/)
})
