/** The agent's loop and the simulator's, in the same universes: whoever runs the nodes, the same things happen. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { AgentRun } from "./harness/agent_run.ts"
import { catalogue, loadFile, runFile } from "./harness/runs.ts"

for (const name of catalogue()) {
  test(`${name} goes as it goes in the simulator where the agent's loop runs its nodes`, () => {
    const file = loadFile(name)
    const byAgent = runFile(file, { start: (config, now) => new AgentRun(config, now) })
    assert.equal(byAgent.digest, runFile(file).digest)
  })
}
