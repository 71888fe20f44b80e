import assert from "node:assert/strict"
import { test } from "node:test"
import { pair } from "../../tests/harness/summaries.ts"
import { matrixText } from "./matrix.ts"
import { plainStyle } from "./style.ts"

test("a few nodes make a matrix, and pairs without a path say why", () => {
  const pairs = [
    pair("a", "b"),
    pair("b", "a", { path: "none", firstUpMs: null, state: "down", reason: "nobody listens", endpoint: null }),
  ]
  assert.deepEqual(matrixText(pairs, plainStyle), [
    "  from \\ to  a     b",
    "  a          -     direct 42ms",
    "  b          none  -",
    "  b -> a down: nobody listens",
  ])
})

test("many nodes make counts", () => {
  const names = Array.from({ length: 12 }, (_, i) => `n${i}`)
  const pairs = names.flatMap((from) =>
    names.filter((to) => to !== from).map((to) =>
      pair(from, to, from === "n0" ? { path: "none", firstUpMs: null, reason: "cut off" } : { firstUpMs: 50 })
    )
  )
  const text = matrixText(pairs, plainStyle)
  assert.deepEqual(text.slice(0, 3), [
    "  none             11 of 132 pairs",
    "  direct           121 of 132 pairs",
    "  first handshake  median 50ms, last 50ms",
  ])
  assert.equal(text.length, 3 + 11)
})

test("reasons are not endless", () => {
  const pairs = Array.from({ length: 30 }, (_, i) => pair(`n${i}`, "x", { path: "none", reason: "cut off" }))
  assert.match(matrixText(pairs, plainStyle).at(-1) ?? "", /and 10 more pairs without a path/)
})

test("no pairs, no matrix", () => assert.deepEqual(matrixText([], plainStyle), []))
