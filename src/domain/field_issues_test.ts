import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import { fieldIssues } from "./field_issues.ts"

const File = Schema.Struct({
  isOn: Schema.optionalKey(Schema.Boolean),
  name: Schema.String,
  list: Schema.optionalKey(Schema.Array(Schema.Struct({ size: Schema.Number }))),
})

function complaints(data: unknown) {
  const decoded = SchemaParser.decodeUnknownResult(File, { errors: "all", onExcessProperty: "error" })(data)
  assert.ok(Result.isFailure(decoded))
  return fieldIssues(decoded.failure)
}

test("each mistake is told with its path, in the words of YAML", () => {
  assert.deepEqual(complaints({ isOn: 1, name: [], list: [{ size: "x" }, 3] }), [
    { path: ["isOn"], message: "Expected true or false" },
    { path: ["name"], message: "Expected text" },
    { path: ["list", 0, "size"], message: "Expected a number" },
    { path: ["list", 1], message: "Expected a mapping" },
  ])
  assert.deepEqual(complaints({ name: "x", list: {} }), [{ path: ["list"], message: "Expected a list" }])
  assert.deepEqual(complaints({}), [{ path: ["name"], message: "This field is missing" }])
})

test("what may be of several kinds is told as people say it", () => {
  const Either = Schema.Struct({
    kind: Schema.Union([Schema.Literal("none"), Schema.Struct({ size: Schema.Number })]),
    word: Schema.Literals(["on", "off", "by itself"]),
    list: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
  })
  const decoded = SchemaParser.decodeUnknownResult(Either, { errors: "all" })({ kind: 5, word: "of", list: 7 })
  assert.ok(Result.isFailure(decoded))
  assert.deepEqual(fieldIssues(decoded.failure).map(({ message }) => message), [
    'Expected "none" or a mapping',
    'Expected "on" | "off" | "by itself"',
    "Expected text or a list",
  ])
})

test("of an unknown field it is the key that is wrong, and the known ones are named", () => {
  const message = "There is no such field here; there are isOn, name, list"
  assert.deepEqual(complaints({ name: "x", colour: 1 }), [{ path: ["colour"], message, isOfKey: true }])
})

test("what was written is not repeated", () => {
  const told = JSON.stringify(complaints({ isOn: "hunter2", name: 5, list: "hunter2", other: "hunter2" }))
  assert.ok(!told.includes("hunter2"))
})
