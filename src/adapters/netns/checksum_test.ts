import assert from "node:assert/strict"
import { test } from "node:test"
import { checksum, finishChecksum, isOversized } from "./checksum.ts"

// RFC 1071 section 3: the bytes 00 01 f2 03 f4 f5 f6 f7 sum up to ddf2.
test("the sum is that of RFC 1071", () => {
  assert.equal(checksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)), ~0xddf2 & 0xffff)
})

test("an odd byte is padded at its end", () => {
  assert.equal(checksum(Uint8Array.of(0x12, 0x34, 0x56)), ~(0x1234 + 0x5600) & 0xffff)
})

/** linux/virtio_net.h: flags, gso_type, hdr_len, gso_size, csum_start, csum_offset. */
const withHeader = (flags: number, start: number, offset: number, frame: readonly number[]): Uint8Array =>
  Uint8Array.of(flags, 0, 0, 0, 0, 0, start, 0, offset, 0, ...frame)

// 14 bytes of ethernet would come before; here 2 do. The field holds the pseudo-header's sum, 0x0102.
test("a checksum that was left open is filled in, and nothing else changes", () => {
  const bytes = withHeader(1, 2, 2, [0xaa, 0xaa, 0x10, 0x00, 0x01, 0x02, 0x20, 0x00])
  finishChecksum(bytes)
  assert.deepEqual([...bytes.subarray(10)], [0xaa, 0xaa, 0x10, 0x00, 0xce, 0xfd, 0x20, 0x00])
})

// RFC 768: a computed zero is sent as all ones.
test("a checksum of zero is written as ones", () => {
  const bytes = withHeader(1, 0, 2, [0xff, 0xfe, 0x00, 0x01])
  finishChecksum(bytes)
  assert.deepEqual([...bytes.subarray(10)], [0xff, 0xfe, 0xff, 0xff])
})

test("a frame with its checksum, or too short for one, stays as it is", () => {
  for (const bytes of [withHeader(0, 0, 0, [1, 2, 3, 4]), withHeader(2, 0, 0, [1, 2]), withHeader(1, 2, 6, [1, 2])]) {
    const before = bytes.slice()
    finishChecksum(bytes)
    assert.deepEqual(bytes, before)
  }
})

test("frames that stand for many are told from others", () => {
  assert.equal(isOversized(Uint8Array.of(1, 1)), true)
  assert.equal(isOversized(Uint8Array.of(1, 0)), false)
})
