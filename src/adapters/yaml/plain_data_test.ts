import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { isScalar } from "yaml"
import { parseYaml } from "./parse.ts"
import { PlainData } from "./plain_data.ts"

function read(text: string): PlainData {
  const parsed = parseYaml(text, { isOne: true })
  assert.ok(Result.isSuccess(parsed))
  const [document] = parsed.success.documents
  assert.ok(document !== undefined && document.errors.length === 0, text)
  return new PlainData(document)
}

const flaws = (text: string) => read(text).flaws.map(({ offset, message }) => `${offset}: ${message}`)

test("mappings, lists, words and nothing become what they are in JSON", () => {
  assert.deepEqual(read("a: { b: [1, 0.5, true, null, 'x'] }\nc:\n").data, {
    a: { b: [1, 0.5, true, null, "x"] },
    c: null,
  })
  assert.equal(read("").data, null)
})

test("keys are text, whatever they look like, and belong to nobody else", () => {
  assert.deepEqual(read("1: a\ntrue: b\n~: c\n? \n: d\n").data, { "1": "a", true: "b", "~": "c", "": "d" })
  const { data } = read("__proto__: { polluted: 1 }\nconstructor: 2\n")
  assert.deepEqual(Object.keys(Object(data)), ["__proto__", "constructor"])
  assert.equal(Object.getPrototypeOf(data), Object.prototype)
})

test("a key that is said twice, or is endless, is told where it stands", () => {
  assert.deepEqual(flaws("a: 1\nb: 2\na: 3\n"), ["10: Map keys must be unique"])
  assert.deepEqual(flaws("1: a\n'1': b\n"), ["5: Map keys must be unique"])
  assert.deepEqual(flaws(`? ${"k".repeat(1_025)}\n: 1\n`), ["2: Expected a key of at most 1024 characters"])
})

test("an alias is the very thing that it leads to, by the last anchor of its name before it", () => {
  const { data, flaws } = read("a: &x [1]\nb: *x\nc: &x [2]\nd: *x\n")
  assert.deepEqual(data, { a: [1], b: [1], c: [2], d: [2] })
  assert.ok(typeof data === "object" && data !== null && "a" in data && "b" in data && data.a === data.b)
  assert.deepEqual(flaws, [])
})

test("an alias that leads nowhere, or into itself, is told where it stands", () => {
  assert.deepEqual(flaws("a: *x\nb: &x 1\n"), ["3: There is no such anchor before this alias"])
  for (const text of ["a: &x [1, *x]\n", "a: &x { b: *x }\n", "a: &x { b: { c: [*x] } }\n"]) {
    assert.deepEqual(flaws(text), [`${text.indexOf("*")}: The alias stands inside of what it stands for`])
  }
})

test("aliases that multiply are told once, where they become too many, however they do it", () => {
  const message = /^[0-9]+: With its aliases written out, the file has more than 200000 values$/
  const doubling = Array.from({ length: 60 }, (_, i) => `z${i + 1}: &z${i + 1} [*z${i}, *z${i}]\n`).join("")
  const wide = `z: &z [${"x,".repeat(2_000)}]\n${Array.from({ length: 150 }, (_, i) => `y${i}: *z\n`).join("")}`
  for (const text of [`z0: &z0 x\n${doubling}`, wide]) {
    const told = flaws(text)
    assert.equal(told.length, 1)
    assert.match(told[0] ?? "", message)
  }
  assert.deepEqual(flaws(`z: &z [${"x,".repeat(2_000)}]\n${"y: *z\n".slice(0, 6)}`), [])
})

test("what stands behind a key or at a position is found, through aliases too", () => {
  const text = "a: &x { k: [5, 6] }\nb: *x\n"
  const parsed = parseYaml(text, { isOne: true })
  assert.ok(Result.isSuccess(parsed))
  const [document] = parsed.success.documents
  assert.ok(document !== undefined)
  const plain = new PlainData(document)
  const valueOf = (pair: unknown) => (typeof pair === "object" && pair !== null && "value" in pair ? pair.value : pair)
  const alias = valueOf(plain.child(document.contents, "b"))
  const item = plain.child(valueOf(plain.child(alias, "k")), 1)
  assert.ok(isScalar(item) && item.value === 6)
  assert.equal(plain.child(document.contents, "constructor"), undefined)
  assert.equal(plain.child(alias, 0), undefined)
  assert.equal(plain.child(undefined, "a"), undefined)
})
