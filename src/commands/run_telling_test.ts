import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId, rules, seen } from "../../tests/harness/mesh_facts.ts"
import { unknownAffiliate } from "../domain/discovery/affiliate.ts"
import { type Brain, createBrain, observe } from "../domain/mesh/brain.ts"
import type { Observation } from "../domain/mesh/observation.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { Teller } from "./run_telling.ts"

const S = 1_000_000
const at = endpoint("192.0.2.2:51820")

/** What is told of an observation. */
function told(brain: Brain, teller: Teller, observation: Observation, now: number): readonly string[] {
  return observe(brain, observation, instant(now)).flatMap((
    one,
  ) => (one._tag === "Recorded" ? teller.texts(one.event) : []))
}

test("it tells whom it calls where, by name, and who is up and down once each", () => {
  const brain = createBrain(unknownAffiliate(nodeId("a")), rules(), instant(0))
  const teller = new Teller(brain)
  assert.deepEqual(told(brain, teller, seen(affiliate("b", "192.0.2.2:51820")), 0), [
    "tries node-b at 192.0.2.2:51820 (first candidate)",
  ])
  assert.deepEqual(teller.changes(instant(0)), [])
  told(brain, teller, { _tag: "HandshakeCompleted", peer: keyOf("b"), endpoint: at }, S)
  assert.deepEqual(teller.changes(instant(S)), ["sees node-b up"])
  assert.deepEqual(teller.changes(instant(2 * S)), [])
  // Spec/kubespan.md 6.1: down after 275 seconds without a handshake, and unknown for 15 after each other endpoint.
  assert.deepEqual(teller.changes(instant(300 * S)), ["sees node-b down"])
  const others = seen(affiliate("b", "192.0.2.3:51820", "192.0.2.4:51820"))
  for (const now of [301, 331, 361]) {
    told(brain, teller, others, now * S)
    told(brain, teller, { _tag: "PassDue" }, now * S)
    assert.deepEqual(teller.changes(instant(now * S)), [])
    assert.deepEqual(teller.changes(instant((now + 20) * S)), [])
  }
})

test("one that is gone and comes again is told anew", () => {
  const brain = createBrain(unknownAffiliate(nodeId("a")), rules(), instant(0))
  const teller = new Teller(brain)
  const meet = (now: number): readonly string[] => {
    told(brain, teller, seen(affiliate("b", "192.0.2.2:51820")), now)
    told(brain, teller, { _tag: "HandshakeCompleted", peer: keyOf("b"), endpoint: at }, now + S)
    return teller.changes(instant(now + S))
  }
  assert.deepEqual(meet(0), ["sees node-b up"])
  assert.deepEqual(told(brain, teller, { ...seen(), gone: [nodeId("b")] }, 2 * S), [`forgets ${keyOf("b")}`])
  assert.deepEqual(meet(3 * S), ["sees node-b up"])
})
