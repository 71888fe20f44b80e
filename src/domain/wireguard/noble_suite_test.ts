import assert from "node:assert/strict"
import { test } from "node:test"
import { nobleSuite } from "./noble_suite.ts"

// The vectors of the papers are in tests/conformance/suites_test.ts; here are the edges of this adapter.
test("a low-order key and a short ciphertext are values, not exceptions", () => {
  const keys = nobleSuite.keyPair(new Uint8Array(32).fill(7))
  assert.equal(nobleSuite.dh(keys, new Uint8Array(32)), undefined)
  const [key, nonce, none] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array(0)]
  assert.equal(nobleSuite.open(key, nonce, new Uint8Array(15), none), undefined)
  assert.equal(nobleSuite.xopen(key, new Uint8Array(24), new Uint8Array(0), none), undefined)
})

test("hash() of two parts is the hash of both joined", () => {
  assert.deepEqual(nobleSuite.hash(Uint8Array.of(1, 2), Uint8Array.of(3)), nobleSuite.hash(Uint8Array.of(1, 2, 3)))
})
