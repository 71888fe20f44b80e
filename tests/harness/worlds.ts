/** Worlds from a few lines of data. */
import { kubespan } from "../../src/domain/mesh/policy/kubespan.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { validateScenario } from "../../src/sim/scenario/validate.ts"
import { World, type WorldOptions } from "../../src/sim/world.ts"
import { scenario, small } from "./scenario_data.ts"

/** A world of these nodes and routers; everything else is as in the small scenario, and little is expected. */
export function worldOf(change: Record<string, unknown>, options: Partial<WorldOptions> = {}): World {
  const file = scenario(small({ routers: {}, expect: [{ that: "no-plaintext" }], ...change }))
  const [issue] = validateScenario(file)
  if (issue !== undefined) throw new Error(`${issue.path.join(".")}: ${issue.message}`)
  return new World(file, { seed: 1, suite: modelSuite, policy: kubespan, ...options })
}

/** The same, run to its end. */
export function ranWorld(change: Record<string, unknown>, options: Partial<WorldOptions> = {}): World {
  const world = worldOf(change, options)
  while (world.advance(10_000));
  return world
}
