/** Rule 3: size only shrinks. */
import { test } from "node:test"
import { accepts, finds, lines, type Rule } from "./fixture.ts"
import { sizes } from "./sizes.ts"

const filler = (count: number): string => "// filler\n".repeat(count)

/** A function of `count` lines, from its signature to its brace. */
const longFunction = (count: number, open = "export function f() {"): string => `${open}\n${filler(count - 2)}}\n`

const LIST = "tests/architecture/sizes.ts sizes/exceptions"

const except = (entries: Readonly<Record<string, number>>, most = 1): Rule => (project) =>
  sizes(project, { sizes: entries, most })

const withShortOnes = (path: string, text: string) => ({
  [path]: text,
  "src/sim/short.ts": filler(1),
  "src/sim/shorter.ts": filler(1),
})

test("a source file has at most 300 lines", () => {
  finds(sizes, withShortOnes("src/sim/nat.ts", filler(301)), "src/sim/nat.ts:1 sizes/file")
  accepts(sizes, withShortOnes("src/sim/nat.ts", filler(300)))
  accepts(sizes, withShortOnes("src/sim/nat.ts", filler(300).trimEnd()))
  finds(sizes, withShortOnes("src/sim/nat.ts", filler(301).trimEnd()), "src/sim/nat.ts:1 sizes/file")
})

test("a test file or a benchmark has at most 400 lines", () => {
  for (const path of ["src/sim/nat_test.ts", "tests/properties/law.ts", "bench/hop.ts"]) {
    finds(sizes, { [path]: filler(401) }, `${path}:1 sizes/file`)
    accepts(sizes, { [path]: filler(400) })
  }
})

const OPENINGS = [
  "export function f() {",
  "export const f = () => {",
  "export const f = function* () {",
  "export class A { f() {",
  "export class A { constructor() {",
  "export class A { get f() {",
  "export const a = { f: () => {",
]

for (const open of OPENINGS) {
  test(`a function has at most 50 lines: \`${open}\``, () => {
    const close = "}\n".repeat(open.split("{").length - 2)
    finds(sizes, { "src/sim/a.ts": lines("", longFunction(51, open) + close) }, "src/sim/a.ts:2 sizes/function")
    accepts(sizes, { "src/sim/a.ts": lines("", longFunction(50, open) + close) })
  })
}

test("comments above a function do not count", () => {
  accepts(sizes, { "src/sim/a.ts": `/** One. */\n${filler(5)}${longFunction(50)}` })
})

test("a function takes at most four parameters, and so does a signature", () => {
  const five = "a: 1, b: 2, c: 3, d: 4, e: 5"
  for (const text of [`export const f = (${five}) => {}\n`, `export interface Suite { seal(${five}): void }\n`]) {
    finds(sizes, { "src/sim/a.ts": text }, "src/sim/a.ts:1 sizes/parameters")
  }
  accepts(sizes, { "src/sim/a.ts": "export function f(this: 0, a: 1, b: 2, c: 3, d: 4) {}\n" })
})

test("the median file of a folder has at most 120 lines", () => {
  const files = (count: number) => ({
    "src/sim/a.ts": filler(1),
    "src/sim/b.ts": filler(count),
    "src/sim/c.ts": filler(200),
    "src/sim/c_test.ts": filler(1),
    "src/sim/deep/d.ts": filler(1),
  })
  finds(sizes, files(121), "src/sim sizes/median")
  accepts(sizes, files(120))
  finds(sizes, { "src/sim/a.ts": filler(120), "src/sim/b.ts": filler(121) }, "src/sim sizes/median")
})

test("what is listed with its size may be so long, and no longer", () => {
  const files = withShortOnes("src/sim/nat.ts", filler(310))
  accepts(except({ "src/sim/nat.ts": 310 }), files)
  finds(except({ "src/sim/nat.ts": 309 }), files, "src/sim/nat.ts:1 sizes/file")
  accepts(except({ "src/sim/a.ts#A.f": 60 }), { "src/sim/a.ts": longFunction(60, "export class A { f() {") + "}\n" })
})

test("a function is listed by its names from the outside in", () => {
  const inner = `export function f() {\n  return 1\n}\nexport const g = { h: [1].map(() => {\n${filler(58)}}) }\n`
  accepts(except({ "src/sim/a.ts#anonymous": 60 }), { "src/sim/a.ts": inner })
  const built = `export class A { constructor() {\n${filler(58)}} }\n`
  accepts(except({ "src/sim/a.ts#A.constructor": 60 }), { "src/sim/a.ts": built })
  const nested = `export function f() { const g = () => {\n${filler(58)}}; g() }\n`
  accepts(except({ "src/sim/a.ts#f": 60, "src/sim/a.ts#f.g": 60 }, 2), { "src/sim/a.ts": nested })
})

test("what shrank has its number lowered, and what is short enough leaves the list", () => {
  const files = withShortOnes("src/sim/nat.ts", filler(310))
  finds(except({ "src/sim/nat.ts": 311 }), files, LIST)
  finds(except({ "src/sim/short.ts": 1 }), withShortOnes("src/sim/nat.ts", ""), LIST)
  finds(except({ "src/sim/gone.ts": 301 }), {}, LIST)
})

test("the list of exceptions does not lengthen", () => {
  const files = withShortOnes("src/sim/nat.ts", filler(310))
  finds(except({ "src/sim/nat.ts": 310 }, 0), files, LIST)
})
