import assert from "node:assert/strict"
import { test } from "node:test"
import { addressFromWire, prefixFromWire } from "./wire_address.ts"

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const mapped = bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1)
const documentation = bytes(0x20, 1, 0xd, 0xb8, ...new Array<number>(11).fill(0), 1)

test("4 bytes are IPv4, 16 are IPv6", () => {
  assert.equal(addressFromWire(bytes(192, 0, 2, 1)), "192.0.2.1")
  assert.equal(addressFromWire(documentation), "2001:db8::1")
  assert.equal(addressFromWire(new Uint8Array(16)), "::")
})

test("IPv4 in its IPv6-mapped form is IPv4", () => assert.equal(addressFromWire(mapped), "192.0.2.1"))

test("any other number of bytes is no address", () => {
  for (const length of [0, 1, 3, 5, 15, 17, 20]) {
    assert.equal(addressFromWire(new Uint8Array(length)), undefined)
    assert.equal(prefixFromWire(new Uint8Array(length), 0), undefined)
  }
})

test("a prefix has its host bits cleared", () => {
  assert.equal(prefixFromWire(bytes(10, 244, 3, 1), 24), "10.244.3.0/24")
  assert.equal(prefixFromWire(bytes(10, 244, 3, 1), 32), "10.244.3.1/32")
  assert.equal(prefixFromWire(bytes(10, 244, 3, 1), 0), "0.0.0.0/0")
  assert.equal(prefixFromWire(documentation, 32), "2001:db8::/32")
})

test("a prefix longer than its address is none", () => {
  assert.equal(prefixFromWire(bytes(10, 0, 0, 0), 33), undefined)
  assert.equal(prefixFromWire(documentation, 129), undefined)
  assert.equal(prefixFromWire(bytes(10, 0, 0, 0), 0xffffffff), undefined)
})

test("of a mapped prefix the first 96 bits are the mapping", () => {
  assert.equal(prefixFromWire(mapped, 120), "192.0.2.0/24")
  assert.equal(prefixFromWire(mapped, 96), "0.0.0.0/0")
  assert.equal(prefixFromWire(mapped, 24), undefined, "would be a block of IPv6")
})
