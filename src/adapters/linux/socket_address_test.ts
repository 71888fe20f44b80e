import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { readSocketAddress, socketAddress } from "./socket_address.ts"

// ip(7): sa_family_t (AF_INET, 2), in_port_t in network order, in_addr in network order, 8 bytes of padding.
const V4 = [2, 0, 0xca, 0x6c, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]
// ipv6(7): sa_family_t (AF_INET6, 10), port, flow label, in6_addr, scope.
const ADDRESS = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x17]
const V6 = [10, 0, 0xca, 0x6c, 0, 0, 0, 0, ...ADDRESS, 0, 0, 0, 0]

test("an endpoint is written as ip(7) and ipv6(7) have it", () => {
  assert.deepEqual([...socketAddress("v4", 51820, ipAddress("192.0.2.1"))], V4)
  assert.deepEqual([...socketAddress("v6", 51820, ipAddress("2001:db8::17"))], V6)
})

test("without an address it is the wildcard", () => {
  assert.deepEqual([...socketAddress("v4", 51820)], [...V4.slice(0, 4), ...new Array(12).fill(0)])
  assert.deepEqual([...socketAddress("v6", 51820)], [...V6.slice(0, 4), ...new Array(24).fill(0)])
})

test("what the kernel wrote is read back", () => {
  assert.deepEqual(readSocketAddress(Uint8Array.from(V4)), endpoint("192.0.2.1:51820"))
  assert.deepEqual(readSocketAddress(Uint8Array.from(V6)), endpoint("[2001:db8::17]:51820"))
})

test("another family, nothing, or half an address is no endpoint", () => {
  assert.equal(readSocketAddress(new Uint8Array(16)), undefined)
  assert.equal(readSocketAddress(new Uint8Array(0)), undefined)
  assert.equal(readSocketAddress(Uint8Array.from(V6.slice(0, 20))), undefined)
  assert.equal(readSocketAddress(Uint8Array.of(2, 1, 0, 0, 0, 0, 0, 0)), undefined)
})
