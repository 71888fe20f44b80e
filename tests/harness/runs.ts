/** Scenario files from text to summary, as the command line takes them. */
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import * as Result from "effect/Result"
import { scenarioOf } from "../../src/commands/load_scenario.ts"
import { kubespan } from "../../src/domain/mesh/policy/kubespan.ts"
import type { Suite } from "../../src/domain/wireguard/suite.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { summarise } from "../../src/sim/summarise.ts"
import type { RunSummary } from "../../src/sim/summary.ts"
import { World } from "../../src/sim/world.ts"
import { type StartNode, steppedNode } from "../../src/sim/world/node_run.ts"

const FOLDER = new URL("../../scenarios/", import.meta.url)

/** The files of the catalogue. */
export const catalogue = (): readonly string[] => readdirSync(FOLDER).filter((name) => name.endsWith(".yaml")).sort()

export const loadFile = (name: string): ScenarioFile => loadText(readFileSync(new URL(name, FOLDER), "utf8"))

export function loadText(text: string): ScenarioFile {
  const scenario = scenarioOf(text)
  if (Result.isFailure(scenario)) assert.fail(JSON.stringify(scenario.failure))
  return scenario.success
}

interface RunOptions {
  readonly suite?: Suite
  /** What the summary calls the file. */
  readonly name?: string
  readonly start?: StartNode
}

export function runFile(file: ScenarioFile, options: RunOptions = {}): RunSummary {
  const { suite = modelSuite, name = file.name, start = steppedNode } = options
  const seed = file.seed ?? 1
  const world = new World(file, { seed, suite, policy: kubespan, start })
  while (world.advance(100_000));
  return summarise(world, { file: name, seed, policy: kubespan.name, suite: suite.name, wallMs: 0 })
}
