import assert from "node:assert/strict"
import { test } from "node:test"
import { visible } from "./visible.ts"

test("what would act on a terminal is written out, and text is left alone", () => {
  assert.equal(visible("\u001b[31mred\u0007\u009b\r\u202e"), "\\x1b[31mred\\x07\\x9b\\x0d\\u202e")
  assert.equal(visible("a\tb\nc: d\u00e9 \u2192 \u{1f600}"), "a\tb\nc: d\u00e9 \u2192 \u{1f600}")
})
