import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import * as Result from "effect/Result"
import {
  addressFromOctets,
  addressFromValue,
  addressOctets,
  addressValue,
  familyOf,
  inOrder,
  ipAddress,
  parseIpAddress,
} from "./ip_address.ts"

test("IPv6 text is canonical by RFC 5952", () => {
  assert.equal(ipAddress("2001:0DB8:0:0:1:0:0:1"), "2001:db8::1:0:0:1")
  assert.equal(ipAddress("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1")
  assert.equal(ipAddress("::"), "::")
})

test("an IPv4-mapped IPv6 address is the IPv4 address", () => {
  assert.equal(ipAddress("::ffff:192.0.2.1"), "192.0.2.1")
  assert.equal(familyOf(ipAddress("::ffff:192.0.2.1")), "v4")
})

test("text that is no address is refused with words", () => {
  for (const text of ["", "10.0.0", "10.0.0.256", "10.0.0.1:80", "[::1]", "1::2::3", "fe80::1%eth0", "example.net"]) {
    const parsed = parseIpAddress(text)
    assert.ok(Result.isFailure(parsed), text)
    assert.ok(parsed.failure.length > 0)
  }
})

test("octets and integers are in network byte order", () => {
  assert.deepEqual([...addressOctets(ipAddress("192.0.2.1"))], [192, 0, 2, 1])
  assert.equal(addressValue(ipAddress("192.0.2.1")), 0xc0000201n)
  assert.equal(addressValue(ipAddress("::1:0")), 0x10000n)
})

test("an address survives the way through octets and through an integer", () => {
  const octets = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  )
  fc.assert(fc.property(octets, (bytes) => {
    const family = bytes.length === 4 ? "v4" : "v6"
    const address = addressFromOctets(bytes, 0, family)
    assert.deepEqual(addressOctets(address), family === familyOf(address) ? bytes : bytes.subarray(12))
    assert.equal(addressFromValue(addressValue(address), familyOf(address)), address)
  }))
})

test("addresses are in order by value, not by text, and IPv4 comes first", () => {
  const texts = ["2001:db8::1", "10.0.0.10", "fd00::1", "9.9.9.9", "10.0.0.9"].map(ipAddress)
  assert.deepEqual(inOrder(texts), ["9.9.9.9", "10.0.0.9", "10.0.0.10", "2001:db8::1", "fd00::1"])
})
