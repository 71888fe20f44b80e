import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { ipAddress } from "./ip_address.ts"
import {
  parsePrefix,
  prefix,
  prefixAddress,
  prefixContains,
  prefixFamily,
  prefixLength,
  singleAddress,
} from "./prefix.ts"

test("host bits are cleared", () => {
  assert.equal(prefix("10.244.3.1/24"), "10.244.3.0/24")
  assert.equal(prefix("2001:db8::1/32"), "2001:db8::/32")
  assert.equal(prefix("255.255.255.255/0"), "0.0.0.0/0")
})

test("a bare address is a block of one", () => {
  assert.equal(prefix("192.168.3.4"), "192.168.3.4/32")
  assert.equal(singleAddress(ipAddress("fd50::1")), "fd50::1/128")
})

test("text that is no prefix is refused", () => {
  for (const text of ["10", "/8", "10.0.0.0/33", "123::/456", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/"]) {
    assert.ok(Result.isFailure(parsePrefix(text)), text)
  }
})

test("a prefix knows its first address, length and family", () => {
  const block = prefix("2001:db8:8000::/33")
  assert.equal(prefixAddress(block), "2001:db8:8000::")
  assert.equal(prefixLength(block), 33)
  assert.equal(prefixFamily(block), "v6")
})

test("a block contains its addresses and no others", () => {
  assert.ok(prefixContains(prefix("10.0.0.0/30"), ipAddress("10.0.0.3")))
  assert.ok(!prefixContains(prefix("10.0.0.0/30"), ipAddress("10.0.0.4")))
  assert.ok(prefixContains(prefix("0.0.0.0/0"), ipAddress("203.0.113.9")))
  assert.ok(!prefixContains(prefix("0.0.0.0/0"), ipAddress("::1")))
})
