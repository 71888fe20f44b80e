import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as text from "./text_schema.ts"

test("a text is taken if its parser can read it", () => {
  const cases = [
    [text.PrefixText, ["10.0.0.0/8", "10.0.0.1", "::/0"], ["10.0.0.0/33", "!10.0.0.0/8", "", "invalid"]],
    [text.FilterText, ["10.0.0.0/8", "!10.0.0.1", "!::/0"], ["!10", "123::/456", "!"]],
    [text.EndpointText, ["192.0.2.1:51820", "[2001:db8::1]:1"], ["192.0.2.1", "2001:db8::1:51820", "x:1", "1.1.1.1:0"]],
  ] as const
  for (const [schema, good, bad] of cases) {
    for (const one of good) assert.ok(Schema.is(schema)(one), one)
    for (const one of bad) assert.ok(!Schema.is(schema)(one), one)
  }
})

test("a cluster id is any text of visible ASCII, of any length", () => {
  for (const id of ["x", "8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo=", "a+b/c", "y".repeat(300)]) {
    assert.ok(Result.isSuccess(text.parseClusterId(id)), id)
  }
  for (const id of ["", " ", "a b", "käse", "\n"]) assert.ok(Result.isFailure(text.parseClusterId(id)), id)
})

test("editors are shown the description, with a check or without", () => {
  const described = Schema.Struct({
    plain: text.described(Schema.Boolean, "Of a flag."),
    checked: text.readableBy(text.parseClusterId, "a name", "Of a name."),
  })
  const shown = JSON.stringify(Schema.toJsonSchemaDocument(described))
  assert.ok(shown.includes("Of a flag.") && shown.includes("Of a name."), shown)
})
