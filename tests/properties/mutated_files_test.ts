/**
 * The files of the catalogue, mutated: whatever a text is, it is a scenario or it is told what is wrong with it and
 * where; and what is a scenario can be run.
 */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import process from "node:process"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { type Diagnostic, diagnosticsText } from "../../src/commands/diagnostics.ts"
import { scenarioOf } from "../../src/commands/load_scenario.ts"
import { kubespan } from "../../src/domain/mesh/policy/kubespan.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { World } from "../../src/sim/world.ts"
import { anyMutations, mutated } from "../harness/mutations.ts"
import { catalogue } from "../harness/runs.ts"

const TEXTS = catalogue().map((name) => readFileSync(new URL(`../../scenarios/${name}`, import.meta.url), "utf8"))

/** Kept small enough for every day; MESHFOLD_RUNS asks for more, and MESHFOLD_SEED for certain ones. */
const numRuns = Number(process.env["MESHFOLD_RUNS"] ?? 1_500)
const seed = process.env["MESHFOLD_SEED"]
const isLong = numRuns >= 10_000

const anyMutant = fc.record({
  text: fc.constantFrom(...TEXTS),
  mutations: anyMutations,
  /** Worlds take longer than texts. */
  isRun: fc.nat(4).map((chance) => chance === 0),
})

const tally = { texts: 0, scenarios: 0, worlds: 0, slowestMs: 0, slowest: "", peakMb: 0 }

test("a mutated file is a scenario that can be run, or is told what is wrong with it and where", () => {
  fc.assert(
    fc.property(anyMutant, ({ text: original, mutations, isRun }) => {
      const text = mutated(original, mutations, TEXTS)
      const begun = performance.now()
      const scenario = scenarioOf(text)
      if (Result.isFailure(scenario)) isTold(text, scenario.failure)
      count(text, performance.now() - begun)
      if (Result.isFailure(scenario)) return
      tally.scenarios++
      if (isRun && Object.keys(scenario.success.nodes).length <= MOST_NODES) run(scenario.success)
    }),
    { numRuns, ...(seed !== undefined && { seed: Number(seed) }) },
  )
  assert.ok(tally.scenarios > numRuns / 20 && tally.scenarios < numRuns / 2, `${tally.scenarios} of ${numRuns}`)
  assert.ok(tally.worlds > numRuns / 200, `${tally.worlds} worlds of ${numRuns} texts`)
  if (isLong) console.log(JSON.stringify(tally))
})

/** Lines and columns are from 1, and within the text; nothing that is printed acts on a terminal. */
function isTold(text: string, diagnostics: readonly Diagnostic[]): void {
  assert.ok(diagnostics.length > 0)
  const lines = text.split("\n")
  for (const { line, column, message } of diagnostics) {
    assert.ok(Number.isInteger(line) && line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`)
    const { length } = lines[line - 1] ?? ""
    assert.ok(Number.isInteger(column) && column >= 1 && column <= length + 1, `column ${column} of ${length}`)
    assert.notEqual(message, "")
  }
  const told = diagnosticsText("mutant.yaml", text, diagnostics)
  assert.ok(told.startsWith("mutant.yaml:"))
  assert.doesNotMatch(told, /(?![\t\n])\p{Cc}|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/u)
  assert.ok(told.length < MOST_TOLD, `${told.length} characters`)
}

function run(file: ScenarioFile): void {
  const world = new World(file, { seed: file.seed ?? 1, suite: modelSuite, policy: kubespan })
  world.advance(EVENTS)
  assert.deepEqual(world.log.violations, [])
  tally.worlds++
}

function count(text: string, ms: number): void {
  tally.texts++
  if (isLong && tally.texts % 100 === 0) tally.peakMb = Math.max(tally.peakMb, process.memoryUsage().rss / 1_000_000)
  if (!isLong || ms <= tally.slowestMs) return
  tally.slowestMs = ms
  tally.slowest = text.slice(0, 200)
}

const MOST_NODES = 12
const EVENTS = 3_000
const MOST_TOLD = 30_000
