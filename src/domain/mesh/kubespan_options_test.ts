import assert from "node:assert/strict"
import { test } from "node:test"
import { DEFAULT_MTU, DEFAULT_OPTIONS, MINIMUM_MTU } from "./kubespan_options.ts"

// The column "Default" of the table in spec/kubespan.md 3.1; forceRouting is the inverse of allowDownPeerBypass.
test("who says nothing gets what Talos gives", () => {
  assert.deepEqual(DEFAULT_OPTIONS, {
    forceRouting: true,
    advertiseKubernetesNetworks: false,
    harvestExtraEndpoints: false,
    mtu: 1420,
    endpointFilters: undefined,
    peerEndpointFilters: undefined,
    excludeAdvertisedNetworks: [],
    extraEndpoints: [],
  })
})

// spec/kubespan.md section 0: KubeSpanLinkMTU and KubeSpanLinkMinimumMTU.
test("the bounds of the MTU are those of Talos", () => {
  assert.deepEqual([DEFAULT_MTU, MINIMUM_MTU], [1420, 1280])
})
