import assert from "node:assert/strict"
import { test } from "node:test"
import {
  asciiBytes,
  compareBytes,
  concatBytes,
  equalBytes,
  isZero,
  readU16,
  readU32,
  writeU16,
  writeU32,
} from "./bytes.ts"

test("32-bit words are little-endian and unsigned", () => {
  const bytes = new Uint8Array(6)
  writeU32(bytes, 1, 0xfedcba98)
  assert.deepEqual([...bytes], [0, 0x98, 0xba, 0xdc, 0xfe, 0])
  assert.equal(readU32(bytes, 1), 0xfedcba98)
})

test("16-bit words are big-endian", () => {
  const bytes = new Uint8Array(2)
  writeU16(bytes, 0, 0xbeef)
  assert.deepEqual([...bytes], [0xbe, 0xef])
  assert.equal(readU16(bytes, 0), 0xbeef)
})

test("equalBytes() sees a difference in any position and in length", () => {
  const tag = Uint8Array.from({ length: 16 }, (_, i) => i)
  assert.ok(equalBytes(tag, tag.slice()))
  for (let i = 0; i < 16; i++) {
    const forged = tag.slice()
    forged[i] = 0xff
    assert.ok(!equalBytes(tag, forged), `byte ${i}`)
  }
  assert.ok(!equalBytes(tag, tag.subarray(1)))
})

test("compareBytes() orders by the first differing byte, not by any greater byte", () => {
  assert.ok(compareBytes(Uint8Array.of(1, 255), Uint8Array.of(2, 0)) < 0)
  assert.ok(compareBytes(Uint8Array.of(2, 0), Uint8Array.of(1, 255)) > 0)
  assert.equal(compareBytes(Uint8Array.of(7), Uint8Array.of(7)), 0)
  assert.ok(compareBytes(Uint8Array.of(7), Uint8Array.of(7, 0)) < 0)
})

test("concatBytes() joins in order and asciiBytes() spells labels", () => {
  assert.deepEqual(concatBytes(asciiBytes("mac1"), new Uint8Array(0), asciiBytes("----")), asciiBytes("mac1----"))
})

test("isZero() is true for zeros alone", () => {
  assert.ok(isZero(new Uint8Array(32)))
  assert.ok(!isZero(Uint8Array.of(0, 0, 1)))
})
