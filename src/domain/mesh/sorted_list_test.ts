import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { find, put, without } from "./sorted_list.ts"

interface Item {
  readonly key: string
  readonly value: number
}

test("any changes agree with a Map, and the keys ascend by code unit", () => {
  const change = fc.tuple(fc.constantFrom("a", "b", "B", "ä", "aa", "", "~"), fc.integer({ min: -1, max: 5 }))
  fc.assert(fc.property(fc.array(change, { maxLength: 50 }), (changes) => {
    let list: readonly Item[] = []
    const model = new Map<string, number>()
    for (const [key, value] of changes) {
      const before = list
      const snapshot = [...list]
      if (value < 0) {
        list = without(list, key)
        model.delete(key)
      } else {
        list = put(list, { key, value })
        model.set(key, value)
      }
      assert.deepEqual(before, snapshot, "the old list is untouched")
    }
    const keys = [...model.keys()].sort((a, b) => (a < b ? -1 : 1))
    assert.deepEqual(list, keys.map((key) => ({ key, value: model.get(key) })))
    for (const key of ["a", "b", "zz"]) assert.equal(find(list, key)?.value, model.get(key))
  }))
})

test("removing what is not there gives the same list back", () => {
  const list = put([], { key: "a", value: 1 })
  assert.equal(without(list, "b"), list)
})
