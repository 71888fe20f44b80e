/** Rule 1 again: how a file is named, and what no graph of files may contain. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { arrows } from "./arrows.ts"
import { accepts, arrow, finds, lines } from "./fixture.ts"
import { projectFrom } from "./project.ts"

const LEAF = "export const x = 1\n"

test("the ancestor of effect is imported nowhere, not even by tests or benchmarks", () => {
  const text = lines('import { x } from "@effect/io/Effect"', "x")
  for (const path of ["src/adapters/udp.ts", "src/adapters/udp_test.ts", "tests/all_test.ts", "bench/hop.ts"]) {
    finds(arrows, { [path]: text }, `${path}:1 arrows/specifier`)
  }
})

test("the ancestor of effect is no dependency", () => {
  const manifest = (name: string): string => lines("{", '  "devDependencies": {', `    "${name}": "1.0.0"`, "  }", "}")
  finds(arrows, { "package.json": manifest("@effect/io") }, "package.json:3 arrows/specifier")
  accepts(arrows, { "package.json": manifest("effect") })
})

test("packages come by their bare names, never by a registry or an address", () => {
  for (const specifier of ["jsr:@std/assert", "npm:yaml@2", "http://a.example/b.ts", "https://a.example/b.ts"]) {
    const text = lines(`import { x } from "${specifier}"`, "x")
    finds(arrows, { "src/adapters/udp.ts": text }, "src/adapters/udp.ts:1 arrows/specifier")
    finds(arrows, { "tests/all_test.ts": text }, "tests/all_test.ts:1 arrows/specifier")
  }
})

test("a relative import carries its extension and leads to a file", () => {
  const files = {
    "src/domain/a.ts": lines('import "./b"', 'import "./gone.ts"', 'import "./old.js"', 'import "./b.ts"'),
    "src/domain/b.ts": LEAF,
    "src/domain/old.js": LEAF,
    "src/domain/table.json": "{}",
  }
  const places = [1, 2, 3].map((line) => `src/domain/a.ts:${line} arrows/specifier`)
  finds(arrows, files, ...places)
  const table = lines('import table from "./table.json" with { type: "json" }', "export const size = table.size")
  accepts(arrows, { ...files, "src/domain/a.ts": table })
})

test("a computed import cannot be checked, and a literal one can", () => {
  const text = (specifier: string): string => `export const load = (name: string) => import(${specifier}, name)\n`
  finds(arrows, { "src/main.ts": text("name") }, "src/main.ts:1 arrows/specifier")
  accepts(arrows, { "src/main.ts": text('"./domain/b.ts"'), "src/domain/b.ts": LEAF })
})

test("a cycle is told by its path, also when only types make it", () => {
  const files = {
    "src/domain/a.ts": lines("", 'import { b } from "./b.ts"', "export const a = b", 'import "./b.ts"'),
    "src/domain/b.ts": lines('import { c } from "./c.ts"', "export const b = c"),
    "src/domain/c.ts": lines('import type { A } from "./a.ts"', "export const c: A = 1"),
  }
  finds(arrows, files, "src/domain/a.ts:2 arrows/cycle")
  const [violation] = arrows(projectFrom(files))
  assert.match(
    violation?.message ?? "",
    /^src\/domain\/a.ts -> src\/domain\/b.ts -> src\/domain\/c.ts -> src\/domain\/a.ts/,
  )
  accepts(arrows, { ...files, "src/domain/c.ts": LEAF })
})

test("of a knot the shortest cycle is told, and a second knot is told too", () => {
  const files = {
    "src/domain/a.ts": lines('import "./b.ts"', 'import "./c.ts"'),
    "src/domain/b.ts": lines('import "./c.ts"'),
    "src/domain/c.ts": lines('import "./a.ts"'),
    "src/domain/d.ts": lines('import "./d.ts"'),
  }
  finds(arrows, files, "src/domain/d.ts:1 arrows/cycle", "src/domain/a.ts:2 arrows/cycle")
})

test("a file that only exports others is a barrel, in one step or in two", () => {
  const barrel = (text: string) => ({ "src/domain/a.ts": LEAF, "src/domain/all.ts": text })
  for (const text of ['export * from "./a.ts"\n', lines('import { x } from "./a.ts"', "export { x }")]) {
    finds(arrows, barrel(text), "src/domain/all.ts:1 arrows/barrel")
  }
  accepts(arrows, barrel(lines('export { x } from "./a.ts"', "export const y = 1")))
})

test("a file is named after what it exports", () => {
  for (const name of ["index", "mod", "utils", "util", "helpers", "types", "common", "misc"]) {
    finds(arrows, { [`src/domain/net/${name}.ts`]: LEAF }, `src/domain/net/${name}.ts:1 arrows/name`)
  }
  accepts(arrows, { "src/domain/net/link_types.ts": LEAF })
})

test("what no rule mentions is no violation", () => {
  accepts(arrows, {})
  accepts(arrows, arrow("tests/a_test.ts", "src/domain/node.ts"))
})
