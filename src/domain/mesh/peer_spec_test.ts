import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, known, nodeId, spec } from "../../../tests/harness/mesh_facts.ts"
import type { Affiliate } from "../discovery/affiliate.ts"
import type { KnownAffiliate } from "../discovery/assertion.ts"
import { endpoint, formatEndpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { addressSet, EMPTY_SET } from "../net/prefix_set.ts"
import { peerSpecs, samePeerSpec, type SpecRules } from "./peer_spec.ts"

const nothingUp: SpecRules = {
  localId: nodeId("a"),
  localKey: keyOf("a"),
  ours: EMPTY_SET,
  peerEndpointFilters: undefined,
  upSince: () => undefined,
}

const specsOf = (affiliates: readonly Affiliate[], change: Partial<SpecRules> = {}) =>
  peerSpecs(affiliates.map((one) => known(one)), { ...nothingUp, ...change }).specs

/** An affiliate with other KubeSpan data. */
function claiming(
  one: Affiliate,
  change: { addresses?: string[]; additional?: string[]; exclude?: string[] },
): Affiliate {
  const { addresses, additional = [], exclude = [] } = change
  const { kubespan } = one
  assert.ok(kubespan)
  return {
    ...one,
    addresses: addresses?.map(ipAddress) ?? one.addresses,
    kubespan: {
      ...kubespan,
      additionalAddresses: additional.map(prefix),
      excludeAdvertisedNetworks: exclude.map(prefix),
    },
  }
}

// Talos, internal/app/machined/pkg/controllers/kubespan/peer_spec_test.go, Reconcile (spec/kubespan.md 10.4).
test("upstream's Reconcile: allowed IPs are minimal and sorted, without what is excluded", () => {
  const a = claiming(affiliate("b", "192.0.2.1:1", "192.0.2.2:2"), {
    addresses: ["192.168.3.4"],
    additional: ["10.244.3.1/24", "10.244.3.0/32"],
    exclude: ["10.244.3.128/25"],
  })
  const { kubespan: _, ...plain } = affiliate("c")
  const c = claiming(affiliate("d"), { addresses: ["192.168.3.6"], additional: ["10.244.4.1/24"] })
  const [first, second, ...others] = specsOf([affiliate("a"), a, plain, c])
  assert.deepEqual(first, {
    peer: keyOf("b"),
    label: "node-b",
    allowedIps: ["10.244.3.0/25", "192.168.3.4/32", "fd50::98/128"],
    endpoints: [endpoint("192.0.2.1:1"), endpoint("192.0.2.2:2")],
  })
  assert.deepEqual(second?.allowedIps, ["10.244.4.0/24", "192.168.3.6/32", "fd50::100/128"])
  assert.deepEqual(others, [], "neither the one without KubeSpan data nor the local node is a peer")
})

// The same file, IP overlap: the smaller id keeps what both claim, and the larger one the rest of a larger block.
test("upstream's overlap: the smaller id wins", () => {
  const first = claiming(affiliate("b"), { addresses: [], additional: ["10.244.3.1/24", "10.244.3.0/32"] })
  const second = claiming(affiliate("c"), { addresses: [], additional: ["10.244.2.0/23", "192.168.3.0/24"] })
  const { specs, overlaps } = peerSpecs([known(first), known(second)], nothingUp)
  assert.deepEqual(specs[0]?.allowedIps, ["10.244.3.0/24", "fd50::98/128"])
  assert.deepEqual(specs[1]?.allowedIps, ["10.244.2.0/24", "192.168.3.0/24", "fd50::99/128"])
  assert.deepEqual(overlaps, [
    { winner: nodeId("b"), loser: nodeId("c"), prefixes: ["10.244.3.0/24"], because: "smaller-id" },
  ])
})

// Spec/kubespan.md section 4, step 2: the mesh address is added last, so nothing can exclude it.
test("a node that excludes everything keeps its mesh address", () => {
  const hidden = claiming(affiliate("b"), { additional: ["10.244.0.0/16"], exclude: ["0.0.0.0/0", "::/0"] })
  assert.deepEqual(specsOf([hidden])[0]?.allowedIps, ["fd50::98/128"])
})

// Spec/kubespan.md section 4, edge cases: upstream lets the second holder overwrite the first with nothing.
test("a node whose id changed is one peer with what both ids claim, the fresher first", () => {
  const before = affiliate("b", "192.0.2.1:1")
  const after = { ...affiliate("b", "192.0.2.9:1"), nodeId: nodeId("z"), nodename: "renamed", addresses: [] }
  const holders: readonly KnownAffiliate[] = [known(before), known(after, "service", instant(50))]
  const { specs, overlaps } = peerSpecs(holders, nothingUp)
  assert.equal(specs.length, 1)
  assert.equal(specs[0]?.label, "renamed")
  assert.deepEqual(specs[0]?.endpoints.map(formatEndpoint), ["192.0.2.9:1", "192.0.2.1:1"])
  assert.deepEqual(specs[0]?.allowedIps, ["10.0.0.98/32", "fd50::98/128"])
  assert.deepEqual(overlaps, [])
})

test("a stale affiliate of our own, with our key under another id, is no peer", () => {
  assert.deepEqual(specsOf([{ ...affiliate("a"), nodeId: nodeId("me before") }]), [])
})

test("our own addresses go to nobody", () => {
  const ours = addressSet([ipAddress("10.0.0.98"), ipAddress("fd50::97")])
  const { specs, overlaps } = peerSpecs([known(affiliate("b"))], { ...nothingUp, ours })
  assert.deepEqual(specs[0]?.allowedIps, ["fd50::98/128"])
  assert.deepEqual(overlaps, [{ winner: nodeId("a"), loser: nodeId("b"), prefixes: ["10.0.0.98/32"], because: "ours" }])
})

// Spec/kubespan.md 3.1, filters.peerEndpoints.
test("a filter chooses and orders the endpoints of others", () => {
  const peer = affiliate("b", "10.1.1.1:1", "192.0.2.1:1", "10.1.1.1:2", "[2001:db8::1]:1")
  const filters = [{ isNegative: false, prefix: prefix("192.0.2.0/24") }, {
    isNegative: false,
    prefix: prefix("10.0.0.0/8"),
  }]
  const [filtered] = specsOf([peer], { peerEndpointFilters: filters })
  assert.deepEqual(filtered?.endpoints.map(formatEndpoint), ["192.0.2.1:1", "10.1.1.1:1", "10.1.1.1:2"])
  assert.deepEqual(specsOf([peer], { peerEndpointFilters: [] })[0]?.endpoints, [])
})

test("specs differ by label, allowed IPs, endpoints and their order", () => {
  const one = spec("b", "192.0.2.1:1", "192.0.2.2:2")
  assert.ok(samePeerSpec(one, spec("b", "192.0.2.1:1", "192.0.2.2:2")))
  assert.ok(!samePeerSpec(one, spec("b", "192.0.2.2:2", "192.0.2.1:1")))
  assert.ok(!samePeerSpec(one, { ...one, label: "other" }))
  assert.ok(!samePeerSpec(one, { ...one, allowedIps: one.allowedIps.slice(1) }))
  assert.ok(!samePeerSpec(one, { ...one, peer: keyOf("c") }))
})
