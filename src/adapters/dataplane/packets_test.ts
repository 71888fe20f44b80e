/** The Internet checksum of the packet module, and what is said about its memory. */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { arena } from "../../../tests/harness/arena.ts"
import { loadPackets, PACKETS_MEMORY } from "./packets.ts"

const AT = 8192
const { bytes, packets } = arena(4)

const checksumOf = (data: Uint8Array, initial = 0): number => {
  bytes.set(data, AT)
  return packets.checksum(AT, data.length, initial)
}

// RFC 1071 section 3: the bytes 00 01 f2 03 f4 f5 f6 f7 sum up to ddf2.
test("the sum is that of RFC 1071", () => {
  const example = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)
  assert.equal(checksumOf(example), ~0xddf2 & 0xffff)
  assert.equal(checksumOf(example.subarray(4), 0xf204), ~0xddf2 & 0xffff)
})

test("an odd byte is padded at its end", () => {
  assert.equal(checksumOf(Uint8Array.of(0x12, 0x34, 0x56)), ~(0x1234 + 0x5600) & 0xffff)
})

test("bytes with their checksum among them have none", () => {
  const data = Uint8Array.of(1, 2, 3, 4, 0, 0)
  const sum = checksumOf(data)
  data.set([sum >> 8, sum & 0xff], 4)
  assert.equal(checksumOf(data), 0)
})

test("any bytes give what the definition gives", () => {
  const data = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(65_535).map((length) => new Uint8Array(length).fill(0xff)),
  )
  fc.assert(fc.property(data, fc.nat(0xffff), (data, initial) => {
    let sum = initial
    for (let i = 0; i < data.length; i += 2) {
      sum += (data[i] ?? 0) * 256 + (data[i + 1] ?? 0)
      if (sum > 0xffff) sum -= 0xffff
    }
    assert.equal(checksumOf(data, initial), ~sum & 0xffff)
  }))
})

test("loading writes nothing beyond the memory that the module says is its own", () => {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const all = new Uint8Array(memory.buffer).fill(0xa5)
  const own = loadPackets(memory)
  own.seal(8192, 1, 2, 16_384, 1420)
  own.open(8192, 1, 2, 16_384, 1420)
  for (let at = PACKETS_MEMORY; at < 16_384; at++) assert.equal(all[at], 0xa5)
})
