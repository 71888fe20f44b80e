import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import * as Result from "effect/Result"
import { decodeBase62, encodeBase62 } from "./base62.ts"

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** Worked out by hand from spec/kubespan.md 1.5: the alphabet is A-Z, a-z, 0-9, the lowest bits come first. */
const BY_HAND: readonly (readonly [text: string, bytes: Uint8Array])[] = [
  ["", bytes()],
  ["AA", bytes(0)],
  ["BA", bytes(1)],
  ["AB", bytes(64)],
  ["9D", bytes(0b11_111101)],
  // 111110: five bits 11110, then 111.
  ["eH", bytes(0b111_11110)],
  // 111111: five bits 11111, then 111.
  ["fH", bytes(0xff)],
  ["AAA", bytes(0, 0)],
  // 5 + 5 bits of ones, then six of them: again five, then one.
  ["fffB", bytes(0xff, 0xff)],
  // Six bits remain and are 011111: with nothing before them they are all there is, and one symbol carries them.
  ["AAAf", bytes(0b011111_00, 0, 0)],
  ["AAAfB", bytes(0b111111_00, 0, 0)],
]

test("symbols carry six bits, or five where six would have no symbol", () => {
  for (const [text, plain] of BY_HAND) {
    assert.equal(encodeBase62(plain), text)
    assert.deepEqual(decodeBase62(text), Result.succeed(plain))
  }
})

test("any bytes survive, leading zeros too", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (plain) => {
    const text = encodeBase62(plain)
    assert.match(text, /^[A-Za-z0-9]*$/)
    assert.deepEqual(decodeBase62(text), Result.succeed(plain))
  }))
  const sparse = fc.array(fc.constantFrom(0, 1, 0x1e, 0x1f, 0x3e, 0x7c, 0xf8, 0xff), { maxLength: 40 })
  fc.assert(fc.property(sparse, (values) => {
    assert.deepEqual(decodeBase62(encodeBase62(bytes(...values))), Result.succeed(bytes(...values)))
  }))
})

test("any other character is refused, wherever it stands", () => {
  for (const text of ["-", "A_", "+AA", "A A", "AA=", "ä", "A\u0000"]) {
    assert.deepEqual(decodeBase62(text), Result.fail("bad-character"), text)
  }
})
