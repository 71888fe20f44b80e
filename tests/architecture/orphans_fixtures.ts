/** Rule 5: nothing orphaned. Each test takes something away from a repository in which nothing is. */
import { test } from "node:test"
import { events } from "./events.ts"
import { accepts, type Files, finds, lines } from "./fixture.ts"
import { orphans } from "./orphans.ts"
import { siblings } from "./siblings.ts"

const MANIFEST = {
  dependencies: { effect: "4.1.0" },
  devDependencies: { "@types/node": "24.19.2", "fast-check": "4.10.2" },
}

const manifest = (value: unknown): Files => ({ "package.json": JSON.stringify(value, null, 2) })

/** The tag is an invented one: the rule counts a real tag in a file under tests/ as its test. */
const WHOLE: Files = {
  "README.md": "`LampLit` means light. Scenarios: [one](scenarios/one_lamp.yaml).\n",
  "scenarios/one_lamp.yaml": "description: a lamp\nsource: RFC 1\nexpect:\n  lit: true\n",
  "src/domain/mesh/event.ts": lines('import * as Schema from "effect/Schema"', 'Schema.TaggedStruct("LampLit", {})'),
  "src/domain/mesh/event_test.ts": lines('import fc from "fast-check"', 'fc.constant("LampLit")'),
  "src/domain/mesh/evolve.ts": lines('import "./event.ts"', 'switch (tag) { case "LampLit": }'),
  "src/domain/mesh/evolve_test.ts": "",
  "src/main.ts": 'import "./domain/mesh/evolve.ts"\n',
  "src/main_test.ts": "",
  ...manifest(MANIFEST),
}

function without(...paths: readonly string[]): Files {
  return Object.fromEntries(Object.entries(WHOLE).filter(([path]) => !paths.includes(path)))
}

test("in the whole repository nothing is orphaned", () => accepts(orphans, WHOLE))

test("what a repository needs at least is missed once each, without a crash", () => {
  finds(
    orphans,
    {},
    "README.md orphans/readme",
    "src/main.ts orphans/reachable",
    "src/domain/mesh/event.ts orphans/event",
    "scenarios/ orphans/scenario",
    "package.json orphans/dependency",
  )
})

test("each source file is reached from main.ts, by a type or a worker too", () => {
  const extra = { "src/sim/nat.ts": "export const x = 1\n", "src/sim/nat_test.ts": "" }
  finds(orphans, { ...WHOLE, ...extra }, "src/sim/nat.ts:1 orphans/reachable")
  const main = WHOLE["src/main.ts"] ?? ""
  for (
    const use of ['import type { X } from "./sim/nat.ts"', 'new Worker(new URL("./sim/nat.ts", import.meta.url))']
  ) accepts(orphans, { ...WHOLE, ...extra, "src/main.ts": main + use })
})

test("each source file has its test beside it", () => {
  finds(orphans, without("src/domain/mesh/evolve_test.ts"), "src/domain/mesh/evolve.ts:1 orphans/sibling")
  const types = lines('import type { A } from "./a.ts"', "export interface X { a: A }", "export type Y = X")
  accepts(siblings, { "src/sim/x.ts": types })
  finds(siblings, { "src/sim/x.ts": `${types}export const x = 1\n` }, "src/sim/x.ts:1 orphans/sibling")
})

test("a file without a test is named in the list, and only for as long as it has none", () => {
  const tun = { "src/adapters/tun.ts": "export const x = 1\n" }
  const listed = ["src/adapters/tun.ts"]
  accepts((project) => siblings(project, listed), tun)
  const unneeded = "src/adapters/tun.ts orphans/sibling"
  finds((project) => siblings(project, listed), { ...tun, "src/adapters/tun_test.ts": "" }, unneeded)
  finds((project) => siblings(project, listed), {}, unneeded)
})

test("each event is folded, tested and in the glossary", () => {
  const place = "src/domain/mesh/event.ts:2 orphans/event"
  const event = WHOLE["src/domain/mesh/event.ts"] ?? ""
  finds(events, { "src/domain/mesh/event.ts": event, "tests/law.ts": "LampLit" }, place)
  finds(orphans, { ...WHOLE, "src/domain/mesh/evolve.ts": 'import "./event.ts"\n"LampLit"\n' }, place)
  const test = WHOLE["src/domain/mesh/event_test.ts"] ?? ""
  const onlyMentioned = test.replace('"LampLit"', '"when LampLit" // "LampLit"')
  finds(orphans, { ...WHOLE, "src/domain/mesh/event_test.ts": onlyMentioned }, place)
  accepts(orphans, { ...WHOLE, "src/domain/mesh/event_test.ts": test.replace('"LampLit"', "LampLit.make({})") })
  accepts(orphans, { ...WHOLE, "src/domain/mesh/event_test.ts": 'import "fast-check"', "tests/law.ts": "LampLit" })
  finds(orphans, { ...WHOLE, "README.md": "LampLit, one_lamp.yaml" }, place)
  const noTag = `${event}Schema.Literal("Red")\nSchema.TaggedStruct()\nTaggedStruct(tag)\n`
  accepts(orphans, { ...WHOLE, "src/domain/mesh/event.ts": noTag })
  const both =
    'import * as Schema from "effect/Schema"\nSchema.TaggedStruct("LampLit", {})\nTaggedStruct("LampOut", {})\n'
  const third = "src/domain/mesh/event.ts:3 orphans/event"
  finds(orphans, { ...WHOLE, "src/domain/mesh/event.ts": both }, third, third, third)
})

test("each scenario says what it shows, after whom, and what it expects", () => {
  const place = "scenarios/one_lamp.yaml:1 orphans/scenario"
  const scenario = (text: string): Files => ({ ...WHOLE, "scenarios/one_lamp.yaml": text })
  finds(orphans, scenario("description: a\nsource: b\n"), place)
  finds(orphans, scenario("source: b\nexpect: c\n"), place)
  finds(orphans, scenario("description: a\nexpect: c\nnested:\n  source: b\n"), place)
  finds(orphans, scenario("description: a\nsource: b\nexpect:\n"), place)
  finds(orphans, scenario("- description"), place)
  finds(orphans, scenario("a: [unclosed"), place)
  accepts(orphans, { ...WHOLE, "tests/vectors/a.yaml": "a: 1", "scenarios/notes.md": "a: 1" })
})

test("without a README only the README is missed", () =>
  finds(orphans, without("README.md"), "README.md orphans/readme"))

test("each scenario is in the README, by file name or in backticks", () => {
  const readme = (text: string): Files => ({ ...WHOLE, "README.md": `\`LampLit\` ${text}` })
  const place = "scenarios/one_lamp.yaml:1 orphans/scenario"
  finds(orphans, readme("one_lamp"), place)
  finds(orphans, readme("not-one_lamp.yaml"), place)
  accepts(orphans, readme("| `one_lamp` |"))
  accepts(orphans, readme("See one_lamp.yaml."))
})

test("each dependency is an exact version", () => {
  for (const version of ["^4.1.0", "~4.1.0", ">=4.1.0", "<5", "*", "4.x", "latest", "4.1", ""]) {
    const changed = manifest({ ...MANIFEST, dependencies: { effect: version } })
    finds(orphans, { ...WHOLE, ...changed }, "package.json:3 orphans/dependency")
  }
  for (const section of ["peerDependencies", "optionalDependencies"]) {
    const places = ["package.json:10 orphans/dependency"]
    finds(
      orphans,
      { ...WHOLE, ...manifest({ ...MANIFEST, [section]: { ws: "8" }, overrides: { ws: "8" } }) },
      ...places,
    )
  }
  accepts(orphans, { ...WHOLE, ...manifest({ ...MANIFEST, dependencies: { effect: "4.2.0-rc.1" } }) })
})

test("each dependency is listed once", () => {
  const across = { ...MANIFEST, devDependencies: { ...MANIFEST.devDependencies, effect: "4.1.0" } }
  const places = ["package.json:8 orphans/dependency", "package.json:8 orphans/dependency"]
  finds(orphans, { ...WHOLE, ...manifest(across) }, ...places)
  const twice = JSON.stringify(MANIFEST).replace('"effect":"4.1.0"', '"effect":"4.1.0",\n"effect":"4.1.0"')
  finds(orphans, { ...WHOLE, "package.json": twice }, "package.json:2 orphans/dependency")
})

test("each dependency is imported on the side that lists it", () => {
  const unused = manifest({ ...MANIFEST, dependencies: { effect: "4.1.0", yaml: "2.9.1" } })
  finds(orphans, { ...WHOLE, ...unused }, "package.json:4 orphans/dependency")
  const imported = 'import { parse } from "yaml"\n'
  accepts(orphans, { ...WHOLE, ...unused, "src/main.ts": imported + WHOLE["src/main.ts"] })
  finds(orphans, { ...WHOLE, ...unused, "src/main_test.ts": imported }, "package.json:4 orphans/dependency")
  const inSource = { ...WHOLE, "src/domain/mesh/event_test.ts": '"LampLit"', "src/main.ts": 'import "fast-check"\n' }
  const reached = { ...inSource, "src/main.ts": `import "fast-check"\n${WHOLE["src/main.ts"]}` }
  finds(orphans, reached, "package.json:7 orphans/dependency")
  for (const path of ["bench/hop.ts", "tests/law.ts"]) accepts(orphans, { ...reached, [path]: 'import "fast-check"\n' })
})

/** In parts, as in the rule itself, which also reads this file. */
const FOREIGN_TEXTS: readonly (readonly string[])[] = [
  ["registry.npmjs", ".org"],
  ["registry.yarnpkg", ".com"],
  ["npm.jsr", ".io"],
  ["deb.debian", ".org"],
  ["security.debian", ".org"],
  ["proxy.golang", ".org"],
  ["/wo", "rk/"],
]

for (const foreign of FOREIGN_TEXTS.map((parts) => parts.join(""))) {
  test(`no file names ${foreign}`, () => {
    for (const path of ["src/data/notes.txt", "tests/vectors/a.json", ".ci/run", "package-lock.json", "deno.lock"]) {
      finds(orphans, { ...WHOLE, [path]: `one\ntwo ${foreign}three\n` }, `${path}:2 orphans/text`)
      finds(orphans, { ...WHOLE, [path]: foreign }, `${path}:1 orphans/text`)
    }
    accepts(orphans, { ...WHOLE, "deno.json": foreign.slice(1) })
  })
}
