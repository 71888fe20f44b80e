import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { commandRun } from "../../tests/harness/commands.ts"
import { simRun } from "./sim_run.ts"

const GOOD = `name: pair
description: Two servers.
source: made for a test
duration: 30s
nodes:
  a:
    interfaces:
      eth0: { on: internet, address: 198.51.100.1 }
  b:
    interfaces:
      eth0: { on: internet, address: 198.51.100.2 }
expect:
  - { that: pair-up, pair: [a, b], within: 1s }
`

/** Runs the command on files of these texts, in a folder of their own. */
async function run(
  texts: Readonly<Record<string, string>>,
  args: (path: (name: string) => string) => readonly string[],
) {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  const path = (name: string): string => join(folder, name)
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(path(name), text)
    const result = await commandRun(simRun, args(path))
    const trace = args(path).includes("--trace") ? readFileSync(path("trace.jsonl"), "utf8") : ""
    return { ...result, trace, folder }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test("a scenario that comes out as expected exits with 0 and is told", async () => {
  const { code, out } = await run({ "x.yaml": GOOD }, (path) => [path("x.yaml")])
  assert.equal(code, 0)
  assert.match(out, /^pair {2}.*x\.yaml\nTwo servers\.\n/)
  assert.match(out, /\n {2}ok {3}a and b are up within 1s\n/)
  assert.match(out, /\nPASS {2}30\.00s in /)
})

test("an expectation that is not met exits with 1", async () => {
  const { code, out } = await run({ "x.yaml": GOOD.replace("1s }", "10ms }") }, (path) => [path("x.yaml")])
  assert.equal(code, 1)
  assert.match(out, /FAIL a and b are up within 10ms/)
})

test("JSON is one document: an object for one file, a list for several, nothing else on standard output", async () => {
  const one = await run({ "x.yaml": GOOD }, (path) => [path("x.yaml"), "--format", "json"])
  assert.equal(JSON.parse(one.out).verdict, "pass")
  const two = await run(
    { "x.yaml": GOOD, "y.yaml": GOOD },
    (path) => [path("x.yaml"), path("y.yaml"), "--format", "json"],
  )
  assert.deepEqual(JSON.parse(two.out).map((each: { scenario: string }) => each.scenario), ["pair", "pair"])
})

test("several files end with an overview", async () => {
  const { out } = await run({ "x.yaml": GOOD, "y.yaml": GOOD }, (path) => [path("x.yaml"), path("y.yaml")])
  assert.match(out, /\n2 passed, 0 failed$/)
})

test("the seed is the command line's, then the file's, then 1; equal seeds give equal digests", async () => {
  const digest = async (text: string, ...more: string[]): Promise<[number, string]> => {
    const { out } = await run({ "x.yaml": text }, (path) => [path("x.yaml"), "--format", "json", ...more])
    const { seed, digest } = JSON.parse(out)
    return [seed, digest]
  }
  const seeded = GOOD.replace("duration", "seed: 9\nduration")
  const [plain, again, file, line] = [
    await digest(GOOD),
    await digest(GOOD, "--suite", "noble"),
    await digest(seeded),
    await digest(seeded, "--seed", "1"),
  ]
  assert.deepEqual([plain[0], file[0], line[0]], [1, 9, 1])
  assert.deepEqual(again, plain)
  assert.equal(line[1], plain[1])
  assert.notEqual(file[1], plain[1])
})

test("a trace has one JSON object a line", async () => {
  const { trace } = await run({ "x.yaml": GOOD }, (path) => [path("x.yaml"), "--trace", path("trace.jsonl")])
  const records = trace.trimEnd().split("\n").map((line) => JSON.parse(line))
  assert.deepEqual([...new Set(records.map(({ kind }) => kind))].sort(), ["action", "event", "hop"])
})

test("bad input exits with 2, before anything ran, and says where and what", async () => {
  const broken = GOOD.replace("within: 1s", "within: soon")
  const { code, out, message } = await run(
    { "x.yaml": GOOD, "y.yaml": broken },
    (path) => [path("x.yaml"), path("y.yaml")],
  )
  assert.equal(code, 2)
  assert.equal(out, "")
  assert.match(message, /y\.yaml:13:44: expect\.0\.within: Expected a duration such as/)
  const missing = await run({}, (path) => [path("z.yaml")])
  assert.equal(missing.code, 2)
  assert.match(missing.message, /z\.yaml: there is no such file/)
})

test("a policy that does not exist, and a trace for several files, are refused", async () => {
  const policy = GOOD.replace("duration", "policy: magic\nduration")
  const unknown = await run({ "x.yaml": policy }, (path) => [path("x.yaml")])
  assert.deepEqual([
    unknown.code,
    /x\.yaml:4:9: policy: There is no policy "magic"; there is kubespan/.test(unknown.message),
  ], [2, true])
  const both = { "x.yaml": GOOD, "trace.jsonl": "" }
  const several = await run(both, (path) => [path("x.yaml"), path("x.yaml"), "--trace", path("trace.jsonl")])
  assert.equal(several.code, 2)
})

test("a trace onto the scenario itself is refused, and the scenario is still there", async () => {
  const { code, message, trace } = await run(
    { "trace.jsonl": GOOD },
    (path) => [path("trace.jsonl"), "--trace", path("trace.jsonl")],
  )
  assert.equal(code, 2)
  assert.match(message, /trace\.jsonl: this is the scenario itself/)
  assert.equal(trace, GOOD)
})
