import assert from "node:assert/strict"
import { test } from "node:test"
import { sameList } from "./same_list.ts"

test("lists are the same item by item, in order", () => {
  assert.ok(sameList([], []))
  assert.ok(sameList(["a", "b"], ["a", "b"]))
  assert.ok(!sameList(["a", "b"], ["b", "a"]))
  assert.ok(!sameList(["a"], ["a", "b"]))
  assert.ok(!sameList(["a", "b"], ["a"]))
})

test("what the same means is up to the caller", () => {
  assert.ok(sameList([1, 2], [11, 12], (x, y) => x === y % 10))
  assert.ok(!sameList([{}], [{}]))
})
