import assert from "node:assert/strict"
import { test } from "node:test"
import { addresses, affiliate, keyOf, nodeId, rules, seen, spec } from "../../../tests/harness/mesh_facts.ts"
import { unknownAffiliate } from "../discovery/affiliate.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { type Brain, createBrain, observe, passAt, passIfDue } from "./brain.ts"
import { fold } from "./evolve.ts"

const S = 1_000_000
const brain = (): Brain => createBrain(unknownAffiliate(nodeId("a")), rules(), instant(0))

test("what a fact brings about comes right after it, for whoever carries packets and for the host", () => {
  const outputs = observe(brain(), seen(affiliate("b", "192.0.2.2:51820")), instant(0))
  const here = endpoint("192.0.2.2:51820")
  const { allowedIps } = spec("b")
  const shown = outputs.map((output) => (output._tag === "Recorded" ? output.event._tag : output))
  assert.deepEqual(shown, [
    "AffiliateSeen",
    "PeerSpecChanged",
    { _tag: "ConfigurePeer", peer: keyOf("b"), allowedIps, endpoint: undefined },
    { _tag: "Route", peer: keyOf("b"), prefixes: [] },
    "EndpointTried",
    { _tag: "SetEndpoint", peer: keyOf("b"), endpoint: here },
    "PeerRouted",
    { _tag: "Route", peer: keyOf("b"), prefixes: allowedIps },
  ])
})

test("what was recorded folds to what it knows", () => {
  const one = brain()
  const outputs = [
    ...observe(one, seen(affiliate("b", "192.0.2.2:51820", "192.0.2.3:51820")), instant(0)),
    ...passIfDue(one, instant(30 * S)),
    ...observe(
      one,
      { _tag: "HandshakeCompleted", peer: keyOf("b"), endpoint: endpoint("192.0.2.3:1") },
      instant(31 * S),
    ),
  ]
  assert.deepEqual(fold(outputs.flatMap((one) => (one._tag === "Recorded" ? [one.event] : []))), one.mesh)
})

test("a peer that is gone is taken from WireGuard, and then from the routes", () => {
  const one = brain()
  observe(one, seen(affiliate("b", "192.0.2.2:51820")), instant(0))
  assert.deepEqual(observe(one, { ...seen(), gone: [nodeId("b")] }, instant(S)).slice(-2), [
    { _tag: "RemovePeer", peer: keyOf("b") },
    { _tag: "Route", peer: keyOf("b"), prefixes: [] },
  ])
})

test("what is published is what we are then", () => {
  const one = brain()
  const [, publish] = observe(one, addresses(["192.0.2.1"]), instant(0))
  assert.ok(publish?._tag === "Publish")
  assert.equal(publish.affiliate.nodeId, nodeId("a"))
  assert.deepEqual(publish.affiliate.kubespan?.endpoints, [endpoint("192.0.2.1:51820")])
})

// Spec/kubespan.md 5.1: a ticker of 30 seconds.
test("a pass is due every 30 seconds, and those that were missed are not made up for", () => {
  const one = brain()
  observe(one, seen(affiliate("b", "192.0.2.2:1", "192.0.2.3:1")), instant(0))
  assert.deepEqual(passIfDue(one, instant(30 * S - 1)), [])
  assert.equal(passAt(one), 30 * S)
  const tried = passIfDue(one, instant(100 * S)).filter(({ _tag }) => _tag === "SetEndpoint")
  assert.equal(tried.length, 1)
  assert.equal(passAt(one), 120 * S)
})
