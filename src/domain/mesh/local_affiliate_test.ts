import assert from "node:assert/strict"
import { test } from "node:test"
import { keyOf, nodeId, rules } from "../../../tests/harness/mesh_facts.ts"
import { unknownAffiliate } from "../discovery/affiliate.ts"
import { endpoint, formatEndpoint } from "../net/endpoint.ts"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { initial } from "./evolve.ts"
import { localAffiliate, localEndpoints } from "./local_affiliate.ts"

const listed = (own: readonly string[], seenAs: readonly string[], options: Parameters<typeof rules>[0] = {}) =>
  localEndpoints({ addresses: own.map(ipAddress), publicAddresses: seenAs.map(ipAddress) }, rules(options))
    .map(formatEndpoint)

// Talos, internal/app/machined/pkg/controllers/cluster/local_affiliate_test.go (spec/kubespan.md 10.9).
test("upstream's local affiliate: filters order, public addresses follow, extra endpoints come last, each once", () => {
  const endpoints = listed(
    ["172.20.0.2", "10.5.0.1", "192.168.192.168", "2001:123:4567::1", "fdae:41e4:649b:9303:60be:7e36:c270:3238"],
    ["1.1.1.1", "1.1.1.1"],
    {
      endpointFilters: [
        { isNegative: false, prefix: prefix("0.0.0.0/0") },
        { isNegative: true, prefix: prefix("192.168.0.0/16") },
        { isNegative: false, prefix: prefix("2001::/16") },
      ],
      extraEndpoints: [endpoint("10.5.0.1:51820"), endpoint("1.2.3.4:5678")],
    },
  )
  assert.deepEqual(endpoints, [
    "172.20.0.2:51820",
    "10.5.0.1:51820",
    "1.1.1.1:51820",
    "[2001:123:4567::1]:51820",
    "1.2.3.4:5678",
  ])
})

test("addresses inside tunnels, ours and SideroLink's, are no way to reach us", () => {
  assert.deepEqual(listed(["10.0.0.1", "fd50::97", "fdae:41e4:649b:9303::1"], []), ["10.0.0.1:51820"])
})

test("without filters the own addresses come first; extra endpoints are not filtered and not repeated", () => {
  const extra = [endpoint("9.9.9.9:9"), endpoint("9.9.9.9:9")]
  assert.deepEqual(listed(["10.0.0.1"], ["203.0.113.1", "10.0.0.1"], { extraEndpoints: extra }), [
    "10.0.0.1:51820",
    "203.0.113.1:51820",
    "9.9.9.9:9",
  ])
  assert.deepEqual(listed(["10.0.0.1"], ["203.0.113.1"], { endpointFilters: [], extraEndpoints: extra }), ["9.9.9.9:9"])
})

test("what we publish says who we are, where we are, and what is not to be routed to us", () => {
  // Upstream's control plane has its API server at 6445 (spec/kubespan.md 10.9).
  const role = { machineType: "controlplane", controlPlane: { port: 6445 } } as const
  const self = { ...unknownAffiliate(nodeId("a")), nodename: "one", ...role }
  const addresses = [ipAddress("10.0.0.1"), ipAddress("fd50::97")]
  const networks = [prefix("10.244.1.0/24")]
  const excludeAdvertisedNetworks = [prefix("192.168.0.0/16")]
  const here = [endpoint("10.0.0.1:51820")]
  const state = { ...initial, addresses, networks, endpoints: here }
  assert.deepEqual(localAffiliate(self, state, rules({ excludeAdvertisedNetworks })), {
    ...self,
    addresses,
    kubespan: {
      publicKey: keyOf("a"),
      address: "fd50::97",
      additionalAddresses: networks,
      endpoints: here,
      excludeAdvertisedNetworks,
    },
  })
})
