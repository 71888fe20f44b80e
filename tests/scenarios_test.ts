/** The catalogue: every scenario file comes out as it says, twice alike, and alike with every suite. */
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"
import * as Result from "effect/Result"
import { nativeSuite } from "../src/adapters/crypto/native_suite.ts"
import { scenarioOf } from "../src/commands/load_scenario.ts"
import { kubespan } from "../src/domain/mesh/policy/kubespan.ts"
import { nobleSuite } from "../src/domain/wireguard/noble_suite.ts"
import type { Suite } from "../src/domain/wireguard/suite.ts"
import { modelSuite } from "../src/sim/model_suite.ts"
import type { ScenarioFile } from "../src/sim/scenario/schema.ts"
import { summarise } from "../src/sim/summarise.ts"
import type { RunSummary } from "../src/sim/summary.ts"
import { World } from "../src/sim/world.ts"

const folder = new URL("../scenarios/", import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort()

function load(name: string): ScenarioFile {
  const scenario = scenarioOf(readFileSync(new URL(name, folder), "utf8"))
  if (Result.isFailure(scenario)) assert.fail(JSON.stringify(scenario.failure))
  return scenario.success
}

function run(file: ScenarioFile, suite: Suite): RunSummary {
  const seed = file.seed ?? 1
  const world = new World(file, { seed, suite, policy: kubespan })
  while (world.advance(100_000));
  return summarise(world, { file: file.name, seed, policy: kubespan.name, suite: suite.name, wallMs: 0 })
}

for (const name of names) {
  test(`${name} comes out as it says, twice alike, and alike with every suite`, () => {
    const file = load(name)
    const first = run(file, modelSuite)
    const unmet = first.expectations.filter(({ verdict }) => verdict === "fail")
    assert.deepEqual(unmet, [])
    assert.deepEqual(first.violations, [])
    assert.ok(first.expectations.length > 0)
    for (const suite of [modelSuite, nobleSuite, nativeSuite]) {
      assert.equal(run(file, suite).digest, first.digest, suite.name)
    }
  })
}

test("a file is named like its scenario, and says where that comes from", () => {
  for (const name of names) assert.equal(`${load(name).name}.yaml`, name)
})

test("no digest is the same as another: scenarios differ in what happens", () => {
  const digests = names.map((name) => run(load(name), modelSuite).digest)
  assert.equal(new Set(digests).size, names.length)
})
