import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { type Reader, readMtu } from "./field_values.ts"
import { SectionFields } from "./section_fields.ts"
import type { WgProblem } from "./wg_problem.ts"
import { wgSections } from "./wg_sections.ts"

const asIs: Reader<string> = (text) => Result.succeed(text)

function fieldsOf(lines: string): { readonly fields: SectionFields; readonly problems: WgProblem[] } {
  const [section] = wgSections(`[Interface]\n${lines}`).sections
  assert.ok(section)
  const problems: WgProblem[] = []
  return {
    fields: new SectionFields(section, { wg: ["FwMark", "AllowedIPs"], quick: ["MTU", "DNS"] }, problems),
    problems,
  }
}

test("keys are found whatever their case, and those of wg whatever their white space", () => {
  const { fields, problems } = fieldsOf("fw MARK = 0x1 0\nmtu = 1420\n")
  assert.deepEqual(fields.one("FwMark", asIs)?.value, "0x10")
  assert.deepEqual(fields.one("MTU", asIs), { at: { line: 3, column: 7, path: "MTU" }, value: "1420" })
  assert.deepEqual(problems, [])
})

test("a key that there is not is a problem and is not repeated", () => {
  const { problems } = fieldsOf("  sEcReT = sEcReT\nM TU = 1\n")
  const message = "There is no such key in [Interface]; there are FwMark, AllowedIPs, MTU, DNS"
  assert.deepEqual(problems, [{ line: 2, column: 3, path: "", message }, { line: 3, column: 1, path: "", message }])
})

test("a second time, a missing value and a bad one are problems where they stand", () => {
  const { fields, problems } = fieldsOf("MTU = 1420\nMTU = 1\nFwMark =\nDNS = x\n")
  assert.equal(fields.one("MTU", readMtu)?.value, 1420)
  assert.equal(fields.one("FwMark", asIs), undefined)
  assert.equal(fields.one("DNS", readMtu), undefined)
  assert.deepEqual(problems, [
    { line: 3, column: 1, path: "MTU", message: "This may stand here once, and does in line 2" },
    { line: 4, column: 9, path: "FwMark", message: "A value is missing" },
    { line: 5, column: 7, path: "DNS", message: "Expected a number of bytes from 68 to 65535" },
  ])
})

test("a list goes over commas and lines, and each of its items has a place", () => {
  const { fields, problems } = fieldsOf("AllowedIPs = a, b c\nAllowedIPs=d,,a\n")
  assert.deepEqual(
    fields.list("AllowedIPs", asIs).map(({ at, value }) => [at.line, at.column, value]),
    [[2, 14, "a"], [2, 17, "bc"], [3, 12, "d"], [3, 15, "a"]],
  )
  assert.deepEqual(problems, [{ line: 3, column: 14, path: "AllowedIPs", message: "A value is missing" }])
})

test("what must be there is missed at the section's line", () => {
  const { fields, problems } = fieldsOf("MTU = 1420\n")
  fields.missing("MTU", "not so")
  fields.missing("DNS", "there is none")
  assert.deepEqual(problems, [{ line: 1, column: 1, path: "DNS", message: "There is none" }])
})
