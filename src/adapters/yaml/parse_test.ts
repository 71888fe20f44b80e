import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { parseYaml } from "./parse.ts"

const parsed = (text: string, isOne = true) => {
  const result = parseYaml(text, { isOne })
  assert.ok(Result.isSuccess(result), text.slice(0, 50))
  return result.success
}

/** What is said of a text that is too much, and at which line. */
function excess(text: string, isOne = true): readonly [message: string, line: number] {
  const result = parseYaml(text, { isOne })
  assert.ok(Result.isFailure(result), text.slice(0, 50))
  const { message, offset, lines } = result.failure
  return [message, lines.linePos(offset).line]
}

test("where one document is asked for there is one, even in a text of nothing", () => {
  assert.equal(parsed("").documents.length, 1)
  assert.equal(parsed("", false).documents.length, 0)
  assert.equal(parsed("a: 1\n---\nb: 2\n", false).documents.length, 2)
})

test("a text has so many characters, and not one more", () => {
  assert.equal(parsed("x".repeat(4_194_304)).documents.length, 1)
  assert.deepEqual(excess("x".repeat(4_194_305)), ["The file is larger than 4194304 characters", 1])
})

test("a text has so many lines, whether anything stands on them or not", () => {
  assert.equal(parsed("\n".repeat(99_999)).documents.length, 1)
  assert.deepEqual(excess("\n".repeat(100_001)), ["The file has more than 100000 lines", 100_001])
  assert.deepEqual(excess(`"${"a\n".repeat(100_001)}"`), ["The file has more than 100000 lines", 100_001])
})

test("words and signs are counted wherever they stand, and told where there are too many", () => {
  const message = "The file has more than 250000 words and signs"
  for (const item of ["1", "[]", "&x a"]) {
    assert.deepEqual(excess(`a:\nb: [${`${item},`.repeat(250_000)}]`), [message, 2], item)
  }
})

test("a hundred collections in each other are too many, in either notation", () => {
  const message = "The file is nested too deeply"
  assert.equal(parsed(`${"[".repeat(40)}${"]".repeat(40)}`).documents.length, 1)
  const blocks = Array.from({ length: 200 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")
  for (const text of ["[".repeat(2_000), "{a: ".repeat(2_000), "- ".repeat(2_000), "? ".repeat(2_000), blocks]) {
    assert.deepEqual(excess(text)[0], message)
  }
})

test("a stream has a hundred documents at most", () => {
  assert.equal(parsed("--- a\n".repeat(100), false).documents.length, 100)
  assert.deepEqual(excess("--- a\n".repeat(101), false), ["The file has more than 100 documents", 101])
})

test("words mean what YAML 1.2 says, whatever the text says", () => {
  const [document] = parsed("%YAML 1.1\n---\n[yes, 017, 1_000, 1:30, 0o17, 2001-12-14, !!binary eA==]\n").documents
  assert.deepEqual(document?.toJS(), ["yes", 17, "1_000", "1:30", 15, "2001-12-14", "eA=="])
})

test("lines are counted from the text itself", () => {
  const { lines } = parsed('a: "x\n  y\n\n  z"\nb: 1\r\nc: 2\n')
  assert.deepEqual(lines.lineStarts, [0, 6, 10, 11, 16, 22, 27])
})
