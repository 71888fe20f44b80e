import assert from "node:assert/strict"
import { test } from "node:test"
import { innerDestination, innerFamily, innerLength, innerSource } from "./inner_packet.ts"

/** RFC 791: version and header length, total length, then source and destination at 12 and 16. */
function ipv4(totalLength: number, size: number): Uint8Array {
  const packet = new Uint8Array(size)
  packet.set([0x45, 0, totalLength >> 8, totalLength & 0xff])
  packet.set([10, 0, 0, 1, 10, 0, 0, 2].slice(0, Math.max(0, size - 12)), 12)
  return packet
}

/** RFC 8200: version, payload length at 4, source and destination at 8 and 24. */
function ipv6(payloadLength: number, size: number): Uint8Array {
  const packet = new Uint8Array(size)
  packet.set([0x60, 0, 0, 0, payloadLength >> 8, payloadLength & 0xff])
  packet[8] = 0xfd
  packet[23] = 1
  packet[24] = 0xfd
  packet[39] = 2
  return packet
}

test("the header's length strips the padding", () => {
  assert.equal(innerLength(ipv4(29, 32)), 29)
  assert.equal(innerLength(ipv6(8, 48)), 48)
  assert.equal(innerLength(ipv6(3, 48)), 43)
})

test("source and destination are read from either family", () => {
  assert.equal(innerSource(ipv4(20, 20)), "10.0.0.1")
  assert.equal(innerDestination(ipv4(20, 20)), "10.0.0.2")
  assert.equal(innerSource(ipv6(0, 40)), "fd00::1")
  assert.equal(innerDestination(ipv6(0, 40)), "fd00::2")
})

// The malformed variants of spec/wireguard.md 4.4: all of them must be seen as such.
test("a packet that lies about its length, is cut short or is not IP has no length", () => {
  assert.equal(innerLength(ipv4(33, 32)), undefined, "length beyond the payload")
  assert.equal(innerLength(ipv4(19, 32)), undefined, "length below the header")
  assert.equal(innerLength(ipv6(9, 48)), undefined, "IPv6 payload beyond the end")
  assert.equal(innerLength(ipv6(0, 39)), undefined, "short IPv6 header")
  assert.equal(innerLength(Uint8Array.of(0x45)), undefined, "one byte")
  const version5 = ipv4(20, 20)
  version5[0] = 0x55
  assert.equal(innerLength(version5), undefined, "version 5")
  assert.equal(innerFamily(new Uint8Array(0)), undefined)
  assert.equal(innerSource(version5), undefined)
})

test("a packet in the midst of other bytes is read where it starts, and within its space", () => {
  for (const packet of [ipv4(29, 32), ipv6(3, 48)]) {
    const around = new Uint8Array(200).fill(0xff)
    around.set(packet, 77)
    assert.equal(innerFamily(around, 77), innerFamily(packet))
    assert.equal(innerLength(around, 77, packet.length), innerLength(packet))
    assert.equal(innerLength(around, 77, 28), undefined, "the bytes behind its space are not its own")
  }
  const last = new Uint8Array(100)
  last.set(ipv4(20, 20), 80)
  assert.equal(innerLength(last, 80), 20, "without a space it has all that follows")
  assert.equal(innerFamily(last, 100), undefined)
})
