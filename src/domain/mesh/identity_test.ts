import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"
import { clusterPrefix, isKubeSpanUla, isSideroLink, meshAddress } from "./identity.ts"
import { ipAddress } from "../net/ip_address.ts"

const CLUSTER = "8XuV9TZHW08DOk3bVxQjH9ih_TBKjnh-j44tsCLSBzo="
const PREFIX = clusterPrefix(CLUSTER)

// Talos, internal/app/machined/pkg/adapters/kubespan/identity_test.go (spec/kubespan.md 1.4).
test("the prefix and the addresses of upstream's vectors", () => {
  assert.equal(PREFIX, "fd7f:175a:b97c:5602::/64")
  assert.equal(
    meshAddress(PREFIX, Uint8Array.of(0x2e, 0x1a, 0xb6, 0x53, 0x81, 0x69)),
    "fd7f:175a:b97c:5602:2c1a:b6ff:fe53:8169",
  )
  assert.equal(
    meshAddress(PREFIX, Uint8Array.of(0xea, 0x71, 0x1b, 0xb2, 0xcc, 0xee)),
    "fd7f:175a:b97c:5602:e871:1bff:feb2:ccee",
  )
})

// spec/kubespan.md 1.4: digest bytes 16 to 23 of that id.
test("the prefix is the digest of the id's text, never decoded, but for its first and eighth byte", () => {
  const digest = createHash("sha256").update(CLUSTER).digest("hex")
  assert.equal(digest.slice(32, 48), "d47f175ab97c5657")
  const decoded = createHash("sha256").update(CLUSTER, "base64url").digest("hex")
  assert.notEqual(decoded.slice(34, 46), "7f175ab97c56")
  assert.notEqual(clusterPrefix(CLUSTER.replaceAll("_", "/").replaceAll("-", "+")), PREFIX)
})

// spec/kubespan.md 1.3: "prefix + MAC with the U/L bit flipped and ff:fe inserted in the middle".
test("a MAC has its universal bit flipped, whichever way it was", () => {
  assert.equal(meshAddress(PREFIX, Uint8Array.of(0, 0, 0, 0, 0, 1)), "fd7f:175a:b97c:5602:200:ff:fe00:1")
  assert.equal(meshAddress(PREFIX, Uint8Array.of(2, 0, 0, 0, 0, 1)), "fd7f:175a:b97c:5602:0:ff:fe00:1")
})

test("an eight-byte MAC only has its bit flipped", () => {
  const mac = Uint8Array.of(0x02, 1, 2, 3, 4, 5, 6, 7)
  assert.equal(meshAddress(PREFIX, mac), "fd7f:175a:b97c:5602:1:203:405:607")
  assert.deepEqual(mac, Uint8Array.of(0x02, 1, 2, 3, 4, 5, 6, 7), "the MAC itself is left as it is")
})

// spec/kubespan.md 1.2: byte 0 is fd and byte 7 is the purpose, 2 for KubeSpan and 3 for SideroLink; no more is asked.
test("a ULA's purpose is told by its first and its eighth byte alone", () => {
  const addresses = ["fd7f:175a:b97c:5602::1", "fd00:0:0:2::1", "fd00:0:0:3::1", "fd00:0:0:1::1", "fc00:0:0:2::1"]
  const others = ["2001:db8:0:2::1", "10.0.0.2", "fd::2"]
  const all = [...addresses, ...others].map(ipAddress)
  assert.deepEqual(all.filter(isKubeSpanUla), ["fd7f:175a:b97c:5602::1", "fd00:0:0:2::1"])
  assert.deepEqual(all.filter(isSideroLink), ["fd00:0:0:3::1"])
})
