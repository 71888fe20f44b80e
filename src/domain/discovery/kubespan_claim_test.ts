import assert from "node:assert/strict"
import { test } from "node:test"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { believed, type KubeSpanClaim } from "./kubespan_claim.ts"

const claim: KubeSpanClaim = {
  publicKey: "PLPNBddmTgHJhtw0vxltq1ZBdPP9RNOEUd5JjJZzBRY=",
  address: ipAddress("fd50:8d60:4238:6302:f857:23ff:fe21:d1e0"),
  additionalAddresses: [prefix("10.244.3.0/24")],
  endpoints: [],
  excludeAdvertisedNetworks: [prefix("192.168.0.0/16")],
}

test("a key and a ULA are believed as they are", () => assert.deepEqual(believed(claim), claim))

test("without a WireGuard key there is no KubeSpan", () => {
  for (const publicKey of ["", "key", "PLPNBddmTgHJhtw0vxltq1ZBdPP9RNOEUd5JjJZzBRY", "!".repeat(43) + "="]) {
    assert.equal(believed({ ...claim, publicKey }), undefined)
  }
})

test("without a ULA there is no KubeSpan", () => {
  for (const text of ["10.0.0.1", "8.8.8.8", "2001:db8::1", "fe80::1", "fc00::1", "::"]) {
    assert.equal(believed({ ...claim, address: ipAddress(text) }), undefined)
  }
  assert.equal(believed({ ...claim, address: undefined }), undefined)
})
