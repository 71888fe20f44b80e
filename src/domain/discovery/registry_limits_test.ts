import assert from "node:assert/strict"
import { test } from "node:test"
import { UPSTREAM_LIMITS, UPSTREAM_OPTIONS } from "./registry_limits.ts"

// The table of spec/discovery.md 3.1; the last one is ours, since the client takes no more than 4 MiB (1.1).
test("the limits are upstream's", () => {
  const { messageBytes, ...limits } = UPSTREAM_LIMITS
  assert.deepEqual(limits, {
    clusterIdBytes: 256,
    affiliateIdBytes: 256,
    dataBytes: 2048,
    endpointBytes: 32,
    endpointsPerAffiliate: 64,
    affiliatesPerCluster: 1024,
    ttl: 30 * 60 * 1_000_000,
  })
  assert.ok(messageBytes * 2 < 4_194_304)
})

test("by default a full affiliate refuses a further endpoint, as upstream does", () => {
  assert.equal(UPSTREAM_OPTIONS.whenFull, "refuse")
})
