import assert from "node:assert/strict"
import { test } from "node:test"
import type { Random } from "../random.ts"
import { IndexTable } from "./index_table.ts"

const scripted = (...words: number[]): Random => ({
  u32: () => words.shift() ?? 0,
  below: () => 0,
  fill: (target) => target,
})

test("an index in use is not drawn again", () => {
  const table = new IndexTable<string>(scripted(7, 7, 7, 9, 7))
  const first = table.draw()
  table.assign(first, "a")
  assert.equal(first, 7)
  const second = table.draw()
  assert.equal(second, 9)
  table.assign(second, "b")
  table.release(first)
  assert.equal(table.draw(), 7)
})

test("a session inherits the index of its handshake", () => {
  const table = new IndexTable<string>(scripted(5))
  const index = table.draw()
  table.assign(index, "handshake")
  table.assign(index, "session")
  assert.equal(table.ownerOf(index), "session")
  assert.equal(table.size, 1)
  table.release(index)
  assert.equal(table.ownerOf(index), undefined)
})
