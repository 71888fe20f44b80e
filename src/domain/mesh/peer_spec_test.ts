import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { ipAddress } from "../net/ip_address.ts"
import { peerSpecs, samePeerSpec } from "./peer_spec.ts"

test("a peer's allowed IPs are its addresses and its mesh address, sorted", () => {
  const [first] = peerSpecs([affiliate("b", "192.0.2.1:1")], nodeId("a"))
  assert.deepEqual(first, {
    peer: keyOf("b"),
    label: "node-b",
    allowedIps: ["10.0.0.98/32", "fd50::98/128"],
    endpoints: [endpoint("192.0.2.1:1")],
  })
})

// Talos, peer_spec_test.go, "Reconcile": B has no KubeSpan data, D is the local node (spec/kubespan.md 10.4).
test("our own affiliate and one without KubeSpan data are no peers", () => {
  const { kubespan: _, ...plain } = affiliate("b")
  assert.deepEqual(peerSpecs([affiliate("a"), plain, affiliate("c")], nodeId("a")).map((one) => one.peer), [keyOf("c")])
})

test("an address that two claim goes to the smaller id", () => {
  const thief = { ...affiliate("c"), addresses: [ipAddress("10.0.0.98"), ipAddress("10.0.0.99")] }
  const [, second] = peerSpecs([affiliate("b"), thief], nodeId("a"))
  assert.deepEqual(second?.allowedIps, ["10.0.0.99/32", "fd50::99/128"])
})

test("a key that two claim goes to the smaller id", () => {
  const twin = { ...affiliate("b"), nodeId: nodeId("c") }
  assert.equal(peerSpecs([affiliate("b"), twin], nodeId("a")).length, 1)
})

test("specs differ by label, allowed IPs, endpoints and their order", () => {
  const one = spec("b", "192.0.2.1:1", "192.0.2.2:2")
  assert.ok(samePeerSpec(one, spec("b", "192.0.2.1:1", "192.0.2.2:2")))
  assert.ok(!samePeerSpec(one, spec("b", "192.0.2.2:2", "192.0.2.1:1")))
  assert.ok(!samePeerSpec(one, { ...one, label: "other" }))
  assert.ok(!samePeerSpec(one, { ...one, allowedIps: one.allowedIps.slice(1) }))
  assert.ok(!samePeerSpec(one, { ...one, peer: keyOf("c") }))
})
