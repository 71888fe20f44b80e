/**
 * Laws over random universes, in two phases: while faults happen, nothing that must always hold is broken; once they are
 * over, every pair of which one side can be called by anybody finds together again.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { kubespan } from "../../src/domain/mesh/policy/kubespan.ts"
import { instant, NEVER } from "../../src/domain/net/instant.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { Evidence } from "../../src/sim/judge/evidence.ts"
import { World } from "../../src/sim/world.ts"
import { scenario } from "../harness/scenario_data.ts"
import { FAULTS_UNTIL_S, type Universe, universe } from "../harness/universes.ts"

function run({ data, seed }: Universe): World {
  const world = new World(scenario(data), { seed, suite: modelSuite, policy: kubespan })
  while (world.advance(100_000));
  return world
}

/** Kept small enough for every day; MESHFOLD_RUNS asks for more. */
const numRuns = Number(process.env["MESHFOLD_RUNS"] ?? 60)

test("whatever happens: logs fold to states, deadlines lie ahead, deliveries are allowed, tables bounded, nothing leaks", () => {
  fc.assert(fc.property(universe, (one) => assert.deepEqual(run(one).log.violations, [])), { numRuns })
})

test("a universe runs the same way twice", () => {
  fc.assert(
    fc.property(universe, (one) => assert.equal(run(one).log.digest.hex, run(one).log.digest.hex)),
    { numRuns: Math.ceil(numRuns / 4) },
  )
})

test("when the faults are over, everyone reaches every node that can be called by anybody", () => {
  fc.assert(
    fc.property(universe, (one) => {
      const evidence = new Evidence(run(one))
      for (const open of one.publicNodes) {
        for (const other of one.callers) {
          if (other === open) continue
          const at = evidence.bothAnswered([open, other], instant(FAULTS_UNTIL_S * 1_000_000))
          assert.ok(at < NEVER, `${open} and ${other}`)
        }
      }
    }),
    { numRuns },
  )
})
