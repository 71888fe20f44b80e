/** Rule 4: one gate, closed vocabularies. */
import { test } from "node:test"
import { accepts, finds, lines } from "./fixture.ts"
import { gates } from "./gates.ts"

const CLAIMS = [
  'export const x = JSON.parse("1")',
  'export const x = JSON["parse"]("1")',
  "export const x = Schema.decodeUnknownSync(Schema.Number)(1)",
  'import { decodeUnknownResult } from "effect/Schema"',
  "export const x = 1 as number",
  "export const x = 1 as unknown as string",
  "export const x = <number> 1",
  "export const x = (y: any) => y",
  "export const x = [1][0]!",
  "export let x!: number",
  "export class A { x!: number }",
]

const BOUNDARY = [
  "src/adapters/journal/file.ts",
  "src/sim/scenario/decode.ts",
  "src/domain/discovery/seal.ts",
  "src/domain/wireguard/message.ts",
  "src/domain/mesh/journal.ts",
]

for (const text of CLAIMS) {
  test(`only a boundary file may say \`${text}\``, () => {
    const places = text.includes("unknown as") ? [2, 2] : [2]
    finds(
      gates,
      { "src/agent/a.ts": lines("", text) },
      ...places.map((line) => `src/agent/a.ts:${line} gates/boundary`),
    )
    for (const path of BOUNDARY) accepts(gates, { [path]: text })
    accepts(gates, { "src/agent/a_test.ts": text })
  })
}

test("exact types need no gate", () => {
  accepts(gates, {
    "src/domain/a.ts": lines(
      "export const x = [1, 2] as const",
      "export const y = { a: 1 } satisfies Record<string, number>",
      'import { x as z } from "./a.ts"',
      'export const text = "JSON.parse, as any and !"',
      "// A comment that says nothing of the kind.",
      "export const y2 = JSON.stringify(1) + Address.parse()",
      "export const is = (value: unknown) => !value",
      "export const f = (parse: () => number) => ({ parse, any: parse() })",
    ),
  })
})

const DIRECTIVES = [
  "@ts-ignore",
  "@ts-expect-error",
  "@ts-nocheck",
  "deno-lint-ignore no-explicit-any",
]

for (const directive of DIRECTIVES) {
  test(`no comment in src says ${directive}`, () => {
    for (const path of ["src/adapters/a.ts", "src/domain/a_test.ts"]) {
      const place = `${path}:2 gates/directive`
      finds(gates, { [path]: lines("", `// ${directive}`, "export const x = 1") }, place)
      finds(gates, { [path]: lines("export const x = [", `  1, /* ${directive} */`, "]") }, place)
      finds(gates, { [path]: lines("export const x = 1", `// ${directive}`) }, place)
      accepts(gates, { [path]: `export const x = "// ${directive}"\n` })
    }
  })
}

const NOT_ERASABLE = [
  "export enum Color { Red }",
  "export const enum Color { Red }",
  "export namespace Net { export const x = 1 }",
  "@sealed export class A {}",
  "export class A { constructor(private readonly x: number) {} }",
  'import fs = require("node:fs")',
  "export = 1",
]

for (const text of NOT_ERASABLE) {
  test(`nothing outlives the types: \`${text}\``, () => {
    for (const path of ["src/adapters/a.ts", "src/adapters/a_test.ts", "tests/a.ts", "bench/a.ts"]) {
      finds(gates, { [path]: lines("", text) }, `${path}:2 gates/erasable`)
    }
  })
}

test("a module's description is no namespace, and a default export no assignment", () => {
  const text = lines(
    'declare module "x" { export const y: number }',
    "declare global { var z: number }",
    "export default 1",
  )
  accepts(gates, { "src/adapters/a.ts": text })
})

test("the domain throws in assert.ts alone", () => {
  const text = lines("export function fail(): never {", '  throw new Error("no")', "}")
  finds(gates, { "src/domain/net/a.ts": text }, "src/domain/net/a.ts:2 gates/throw")
  for (const path of ["src/domain/assert.ts", "src/sim/a.ts", "src/domain/a_test.ts"]) accepts(gates, { [path]: text })
})

test("a switch over a tag has no default", () => {
  const over = (subject: string): string =>
    lines("export function f(event: Event) {", `  switch (${subject}) {`, "    default: return 1", "  }", "}")
  for (const path of ["src/domain/mesh/evolve.ts", "src/sim/a.ts", "src/report/a.ts"]) {
    for (const subject of ["event._tag", "(event.inner?._tag)", 'event["_tag"]']) {
      finds(gates, { [path]: over(subject) }, `${path}:3 gates/default`)
    }
    accepts(gates, { [path]: over("event.kind") })
  }
  accepts(gates, { "src/adapters/a.ts": over("event._tag") })
  accepts(gates, { "src/sim/a.ts": over("event._tag").replace("default", 'case "HandshakeOk"') })
})

test("the core prints nothing", () => {
  for (const folder of ["domain", "sim", "report", "agent"]) {
    finds(gates, { [`src/${folder}/a.ts`]: 'console.log("x")\n' }, `src/${folder}/a.ts:1 gates/console`)
    accepts(gates, { [`src/${folder}/a_test.ts`]: 'console.log("x")\n' })
  }
  accepts(gates, { "src/commands/a.ts": 'console.log("x")\n' })
  accepts(gates, { "src/agent/a.ts": "export const f = (console: { log(): void }) => console.log()\n" })
})
