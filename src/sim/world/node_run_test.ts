import assert from "node:assert/strict"
import { test } from "node:test"
import { addresses } from "../../../tests/harness/mesh_facts.ts"
import { worldOf } from "../../../tests/harness/worlds.ts"
import { after, instant, millis } from "../../domain/net/instant.ts"
import { present } from "../../domain/assert.ts"
import { steppedNode } from "./node_run.ts"

const at = (address: string) => ({ interfaces: { eth0: { on: "internet", address } } })

test("a stepped node takes what comes in, and says when it wants to be woken, and why", () => {
  const [one] = worldOf({ nodes: { a: at("198.51.100.1"), b: at("198.51.100.2") } }).nodes.all
  const start = instant(5_000_000)
  const run = steppedNode(present(one, "the small scenario has nodes").config, start)
  // Spec/kubespan.md 5.1: a ticker of 30 seconds.
  assert.deepEqual(run.deadline, { at: after(start, millis(30_000)), reason: "pass" })
  assert.equal(run.wakeAt, run.deadline.at)
  const tags = run.step(addresses(["192.0.2.1"]), start).map(({ _tag }) => _tag)
  assert.deepEqual(tags, ["Recorded", "Publish"])
  assert.equal(run.brain.mesh.endpoints.length, 1)
  assert.equal(run.latestStamp, undefined)
})
