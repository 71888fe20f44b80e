import assert from "node:assert/strict"
import { test } from "node:test"
import { peer, spec } from "../../../tests/harness/mesh_facts.ts"
import { prefix } from "../net/prefix.ts"
import { FIREWALL_MARK, FORCE_MARK, forced, MARK_MASK, maxSegment, routedNetworks, steeringOf } from "./steering.ts"

const allowedIps = ["10.244.3.0/24", "192.168.3.4/32", "fd50:8d60:4238:6302:f857:23ff:fe21:d1e0/128"].map(prefix)
const routed = peer("b", { spec: { ...spec("b"), allowedIps }, isRouted: true })

// Spec/kubespan.md 5.4 and 10.5, case 4: both networks and the address, but no KubeSpan address.
test("what is routed of a peer is all that it claims but its mesh address", () => {
  assert.deepEqual(routedNetworks(routed), ["10.244.3.0/24", "192.168.3.4/32"])
  assert.deepEqual(routedNetworks({ ...routed, isRouted: false }), [])
})

test("the routed set is that of all routed peers, minimal and sorted", () => {
  const neighbour = { ...peer("c", { isRouted: true }), spec: { ...spec("c"), allowedIps: [prefix("10.244.2.0/24")] } }
  const bypassed = peer("d", { spec: { ...spec("d"), allowedIps: [prefix("10.9.0.0/16")] } })
  const { routed: set } = steeringOf([routed, neighbour, bypassed].flatMap(routedNetworks), 1420)
  assert.deepEqual(set, ["10.244.2.0/23", "192.168.3.4/32"])
})

// Spec/kubespan.md 5.4: 1368 and 1348 at an MTU of 1420.
test("TCP segments are clamped to what is left of the MTU", () => {
  assert.deepEqual(steeringOf([], 1420).maxSegment, { v4: 1368, v6: 1348 })
  assert.equal(maxSegment(1280, "v6"), 1280 - 40 - 20 - 12)
})

// Spec/kubespan.md section 0 and 5.4: (mark AND 0xffffff9f) XOR 0x40.
test("forcing a packet into the tunnel touches two bits of its mark", () => {
  assert.deepEqual([FIREWALL_MARK, FORCE_MARK, MARK_MASK], [0x20, 0x40, 0x60])
  assert.equal(forced(0), 0x40)
  assert.equal(forced(0x60), 0x40)
  assert.equal(forced(0xffffffff), 0xffffffdf)
  assert.equal(forced(0x4000), 0x4040)
})
