import assert from "node:assert/strict"
import { test } from "node:test"
import { clusterPrefix, meshAddress } from "./identity.ts"

const CLUSTER = "8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo="

// Talos, internal/app/machined/pkg/adapters/kubespan/identity_test.go (spec/kubespan.md 1.4).
test("the prefix and the addresses of upstream's vectors", () => {
  const prefix = clusterPrefix(CLUSTER)
  assert.equal(prefix, "fd7f:175a:b97c:5602::/64")
  assert.equal(
    meshAddress(prefix, Uint8Array.of(0x2e, 0x1a, 0xb6, 0x53, 0x81, 0x69)),
    "fd7f:175a:b97c:5602:2c1a:b6ff:fe53:8169",
  )
  assert.equal(
    meshAddress(prefix, Uint8Array.of(0xea, 0x71, 0x1b, 0xb2, 0xcc, 0xee)),
    "fd7f:175a:b97c:5602:e871:1bff:feb2:ccee",
  )
})

test("an eight-byte MAC only has its bit flipped", () => {
  const mac = Uint8Array.of(0x02, 1, 2, 3, 4, 5, 6, 7)
  assert.equal(meshAddress(clusterPrefix(CLUSTER), mac), "fd7f:175a:b97c:5602:1:203:405:607")
})
