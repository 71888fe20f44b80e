import assert from "node:assert/strict"
import { test } from "node:test"
import { modelSuite as suite } from "./model_suite.ts"
import { Rng } from "./rng.ts"

const rng = Rng.seeded(9)
const bytes = (length: number): Uint8Array => rng.fill(new Uint8Array(length))

function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  let bits = 0
  for (const [i, byte] of a.entries()) {
    for (let rest = byte ^ (b[i] ?? 0); rest > 0; rest >>= 1) bits += rest & 1
  }
  return bits
}

// The laws that all suites share are in tests/conformance/suites_test.ts; here is what makes the model a fair one.
test("every input bit changes about half of a digest", () => {
  const [input, key] = [bytes(149), bytes(32)]
  const plain = suite.hmac(key, input)
  for (let bit = 0; bit < input.length * 8; bit++) {
    const flipped = input.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    const distance = hammingDistance(plain, suite.hmac(key, flipped))
    assert.ok(distance > 80 && distance < 176, `bit ${bit}: ${distance} of 256`)
  }
})

test("the purposes of a digest are kept apart", () => {
  const [key, data] = [bytes(32), bytes(32)]
  assert.notDeepEqual(suite.hash(key, data), suite.hmac(key, data))
  assert.notDeepEqual(suite.hash(key, data).subarray(0, 16), suite.mac(key, data))
})

test("a plaintext cannot be read from what is sealed", () => {
  const text = new TextEncoder().encode("no plaintext on the wire, please")
  const sealed = suite.seal(bytes(32), new Uint8Array(12), text, new Uint8Array(0))
  assert.ok(hammingDistance(text, sealed.subarray(0, text.length)) > 60)
})
