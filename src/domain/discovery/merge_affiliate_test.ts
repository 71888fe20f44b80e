import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf } from "../../../tests/harness/mesh_facts.ts"
import { formatEndpoint } from "../net/endpoint.ts"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { type Affiliate, unknownAffiliate } from "./affiliate.ts"
import { mergeAffiliate } from "./merge_affiliate.ts"

const bare = unknownAffiliate(affiliate("b").nodeId)

// Talos, pkg/machinery/resources/cluster/affiliate_test.go, Merge (spec/kubespan.md 10.9).
test("upstream's Merge: what one knows and the other does not is in the result", () => {
  assert.deepEqual(mergeAffiliate(bare, bare), bare)
  assert.deepEqual(mergeAffiliate(bare, affiliate("b", "192.0.2.1:1")), affiliate("b", "192.0.2.1:1"))
  assert.deepEqual(mergeAffiliate(affiliate("b", "192.0.2.1:1"), bare), affiliate("b", "192.0.2.1:1"))
})

test("upstream's Merge: addresses, endpoints and networks are united in the order of the first", () => {
  const withLists = (addresses: string[], endpoints: string[], networks: string[]): Affiliate => {
    const { kubespan, ...rest } = affiliate("b", ...endpoints)
    assert.ok(kubespan)
    const prefixes = networks.map(prefix)
    return {
      ...rest,
      addresses: addresses.map(ipAddress),
      kubespan: { ...kubespan, additionalAddresses: prefixes, excludeAdvertisedNetworks: prefixes },
    }
  }
  const merged = mergeAffiliate(
    withLists(["10.0.0.2", "10.0.0.1"], ["192.0.2.2:1", "192.0.2.1:1"], ["10.2.0.0/16"]),
    withLists(["10.0.0.1", "10.0.0.3"], ["192.0.2.1:1", "192.0.2.3:1"], ["10.2.0.0/16", "10.1.0.0/16"]),
  )
  assert.deepEqual(merged.addresses, ["10.0.0.2", "10.0.0.1", "10.0.0.3"])
  assert.deepEqual(merged.kubespan?.endpoints.map(formatEndpoint), ["192.0.2.2:1", "192.0.2.1:1", "192.0.2.3:1"])
  assert.deepEqual(merged.kubespan?.additionalAddresses, ["10.2.0.0/16", "10.1.0.0/16"])
  assert.deepEqual(merged.kubespan?.excludeAdvertisedNetworks, ["10.2.0.0/16", "10.1.0.0/16"])
})

// Spec/kubespan.md 2.2.
test("of everything else the other's word counts where it has one, but not of the operating system", () => {
  const first: Affiliate = {
    ...affiliate("b"),
    hostname: "one",
    nodename: "one",
    operatingSystem: "Talos (v1.9.0)",
    machineType: "worker",
    controlPlane: { port: 6443 },
  }
  const other: Affiliate = {
    ...affiliate("c"),
    hostname: "two",
    nodename: "two",
    operatingSystem: "Talos (v1.10.0)",
    machineType: "controlplane",
    controlPlane: { port: 6444 },
  }
  const merged = mergeAffiliate(first, other)
  assert.deepEqual([merged.hostname, merged.nodename, merged.machineType], ["two", "two", "controlplane"])
  assert.deepEqual(merged.controlPlane, { port: 6444 })
  assert.deepEqual([merged.kubespan?.publicKey, merged.kubespan?.address], [keyOf("c"), "fd50::99"])
  assert.deepEqual([merged.nodeId, merged.operatingSystem], ["b", "Talos (v1.9.0)"])
  const silent: Affiliate = { ...bare, machineType: "unknown" }
  assert.deepEqual(mergeAffiliate(first, silent), first)
})
