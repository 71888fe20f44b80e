/** Rule 2: the fence of determinism. */
import { test } from "node:test"
import { determinism } from "./determinism.ts"
import { accepts, type Files, finds, lines } from "./fixture.ts"

const fenced = (text: string): Files => ({ "src/domain/a.ts": lines("/** Line 1. */", text) })

const refuses = (text: string): void => finds(determinism, fenced(text), "src/domain/a.ts:2 determinism")

const GLOBAL_USES = [
  "export const at = Date.now()",
  "export const at: Date | undefined = undefined",
  "export const at = performance.now()",
  "export const at = Temporal.Now.instant()",
  "setTimeout(() => {}, 1)",
  "setInterval(() => {}, 1)",
  "setImmediate(() => {})",
  "queueMicrotask(() => {})",
  "export const bytes = crypto.getRandomValues(new Uint8Array(4))",
  "export const home = Deno.cwd()",
  "export const home = process.cwd()",
  'export const page = fetch("")',
  "export const later: Promise<number> | undefined = undefined",
  "export const format = new Intl.NumberFormat()",
  "export const weak = new WeakRef({})",
  "export const registry = new FinalizationRegistry(() => {})",
  "export const clock = globalThis.performance",
  "export const both = { fetch }",
]

for (const text of GLOBAL_USES) test(`the core does without \`${text}\``, () => refuses(text))

const INEXACT = [
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "atan2",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
]
const GROWTH = ["exp", "expm1", "log", "log1p", "log2", "log10", "pow", "cbrt", "hypot"]

for (const name of [...INEXACT, ...GROWTH, "random"]) {
  test(`Math.${name} gives no digest two machines agree on`, () => refuses(`export const x = Math.${name}(1)`))
}

test("Math is used member by member, so that the member can be seen", () => {
  refuses("export const { floor } = Math")
  refuses('export const x = Math["log"](2)')
  accepts(determinism, fenced('export const x = Math.floor(Math["min"](1.5, Math.PI))'))
  accepts(determinism, fenced("export type Rounding = (typeof Math)['floor']"))
})

const EXACT = ["abs", "ceil", "clz32", "floor", "fround", "imul", "max", "min", "round", "sign", "sqrt", "trunc"]
const CONSTANTS = ["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"]

test("what the language defines to the last bit is free", () => {
  for (const name of [...EXACT, ...CONSTANTS]) accepts(determinism, fenced(`export const x = Math.${name}`))
})

const SYNTAX = [
  "export async function f() {}",
  "export const f = async () => {}",
  "export class A { async f() {} }",
  "await 1",
  "for await (const x of [1]) x",
  'export const a = import("./b.ts")',
  "export const squares = [1].map((x) => x ** 2)",
  "let x = 2; x **= 2",
  "for (const key in {}) key",
  "export const sorted = [2, 10].sort()",
  "export const sorted = [2, 10].toSorted()",
  "export const sorted = [2, 10]?.sort()",
  'export const order = "a".localeCompare("b")',
  "export const text = (1).toLocaleString()",
  'export const text = "a"["toLocaleUpperCase"]()',
]

for (const text of SYNTAX) test(`the core does without \`${text}\``, () => refuses(text))

const IMPORTS = [
  'import { readFileSync } from "node:fs"',
  'import type { Stats } from "fs"',
  'import * as HashMap from "effect/HashMap"',
  'import * as Set from "effect/MutableHashSet"',
  'import { HashSet as Set } from "effect"',
]

for (const text of IMPORTS) test(`the core does without \`${text}\``, () => refuses(text))

test("names that merely coincide are free", () => {
  accepts(
    determinism,
    fenced(lines(
      "// Date.now(), Math.random() and await are only mentioned here.",
      'export const text = "process.exit() and setTimeout"',
      "export const level = { log: 1, process: 2, fetch: 3, Date: 4, async: 5 }",
      "export const sum = level.process + level.fetch + level.Date + level.async",
      "export const { process: first } = level",
      "export interface Event { readonly process: string; fetch(): void }",
      "export class Host { crypto = 1; performance() { return this.crypto } }",
      "export const idOf = ({ process: id }) => id",
      "process: for (;;) break process",
      "export type Day = Calendar.Date",
      "export const sorted = [2, 10].sort((a, b) => a - b)",
      'export type Page = "fetch" | `Deno${string}`',
    )),
  )
})

test("a name that the file declares itself is not the global one", () => {
  accepts(determinism, fenced("export const run = (process: { id: number }) => ({ process, id: process.id })"))
  accepts(determinism, fenced('import { Date } from "./date.ts"; export const today: Date = new Date()'))
  accepts(determinism, fenced('import { HashMap } from "./hash_map.ts"; export const map = new HashMap()'))
  refuses("export const f = (fetch: number) => fetch; export const g = () => fetch")
  refuses("declare const process: { pid: number }; export const id = process.pid")
})

test("the fence encloses the domain and the simulator, without their tests", () => {
  const text = "export const at = Date.now()\n"
  finds(determinism, { "src/sim/world/loop.ts": text }, "src/sim/world/loop.ts:1 determinism")
  for (const path of ["src/agent/clock.ts", "src/report/text.ts", "src/sim/world_test.ts", "tests/a_test.ts"]) {
    accepts(determinism, { [path]: text })
  }
})
