import assert from "node:assert/strict"
import { test } from "node:test"
import { diagnosticsText } from "./diagnostics.ts"

test("a mistake is shown with its place, its path and its line", () => {
  const diagnostics = [{ line: 2, column: 7, path: "seed", message: "Expected a number" }]
  assert.equal(
    diagnosticsText("x.yaml", "name: x\nseed: y\n", diagnostics),
    `x.yaml:2:7: seed: Expected a number
  2 | seed: y
    |       ^`,
  )
})

test("a place that is not in the text, or in a line too long to show, is named alone", () => {
  const at = (line: number) => [{ line, column: 1, path: "", message: "wrong" }]
  assert.equal(diagnosticsText("x.yaml", "", at(9)), "x.yaml:9:1: wrong")
  assert.equal(diagnosticsText("x.yaml", "y".repeat(500), at(1)), "x.yaml:1:1: wrong")
})

test("after twenty mistakes the rest is counted", () => {
  const many = Array.from({ length: 25 }, (_, i) => ({ line: i + 1, column: 1, path: "", message: "wrong" }))
  assert.match(diagnosticsText("x.yaml", "", many), /\nx\.yaml: \.\.\. and 5 more$/)
})

test("control characters are written out, and the mark stays below what it marks", () => {
  const at = [{ line: 1, column: 6, path: "\u001b[1m", message: "wrong \u0007" }]
  assert.equal(
    diagnosticsText("x\u001b.yaml", "a\u001b\t: b", at),
    "x\\x1b.yaml:1:6: \\x1b[1m: wrong \\x07\n  1 | a\\x1b\t: b\n    |      \t  ^",
  )
})
