import assert from "node:assert/strict"
import { test } from "node:test"
import { keyAndValue, taken } from "./key_line.ts"

test("the first equals sign ends the key", () => {
  assert.deepEqual(keyAndValue("a=b=c"), ["a", "b=c"])
  assert.deepEqual(keyAndValue("a="), ["a", ""])
  assert.deepEqual(keyAndValue("a"), ["a", undefined])
})

test("what could not be read is not taken", () => {
  const got: number[] = []
  assert.deepEqual([taken(undefined, (n: number) => got.push(n)), taken(0, (n) => got.push(n))], [false, true])
  assert.deepEqual(got, [0])
})
