import assert from "node:assert/strict"
import { test } from "node:test"
import { Digest } from "./digest.ts"

function digestOf(...values: (number | string)[]): string {
  const digest = new Digest()
  for (const value of values) typeof value === "string" ? digest.addText(value) : digest.add(value)
  return digest.hex
}

test("equal sequences have equal digests", () => {
  assert.equal(digestOf(1, "a", 2 ** 52), digestOf(1, "a", 2 ** 52))
  assert.match(digestOf(), /^[0-9a-f]{32}$/)
})

test("order, length, high words and text boundaries all count", () => {
  const digests = [
    digestOf(),
    digestOf(0),
    digestOf(0, 0),
    digestOf(1, 2),
    digestOf(2, 1),
    digestOf(2 ** 32),
    digestOf(2 ** 33),
    digestOf("ab", "c"),
    digestOf("a", "bc"),
    digestOf("abc"),
  ]
  assert.equal(new Set(digests).size, digests.length)
})

test("a hundred thousand sequences that differ in one value do not collide", () => {
  const seen = new Set<string>()
  for (let i = 0; i < 100_000; i++) seen.add(digestOf(5, i, 7))
  assert.equal(seen.size, 100_000)
})

test("reading the digest does not change it", () => {
  const digest = new Digest()
  digest.add(3)
  assert.equal(digest.hex, digest.hex)
  assert.equal(digest.count, 1)
})
