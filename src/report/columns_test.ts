import assert from "node:assert/strict"
import { test } from "node:test"
import { columns } from "./columns.ts"

test("columns are as wide as their widest cell, and lines have no blanks at the end", () => {
  assert.deepEqual(columns([["a", "bb", "c"], ["aaa", "b", ""], ["a"]], "> "), ["> a    bb  c", "> aaa  b", "> a"])
  assert.deepEqual(columns([]), [])
})
