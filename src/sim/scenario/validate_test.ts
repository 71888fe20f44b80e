import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

test("conflicts of addresses are looked for once names and times are right", () => {
  const twins = {
    a: { interfaces: { eth0: { on: "internet", address: "198.51.100.1" } } },
    b: { interfaces: { eth0: { on: "internet", address: "198.51.100.1" } } },
  }
  const expect = [{ that: "no-plaintext" }]
  assert.deepEqual(complaints(small({ nodes: twins, expect })), [
    "nodes.b.interfaces.eth0.address: 198.51.100.1 is taken on internet by a, interface eth0",
  ])
  const lost = [{ at: "1s", do: "stop", node: "nobody" }]
  assert.deepEqual(complaints(small({ nodes: twins, expect, timeline: lost })), [
    'timeline.0.node: There is no node "nobody"; there is a, b',
  ])
})
