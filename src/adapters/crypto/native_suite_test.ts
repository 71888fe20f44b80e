import assert from "node:assert/strict"
import { test } from "node:test"
import { nobleSuite } from "../../domain/wireguard/noble_suite.ts"
import { Rng } from "../../sim/rng.ts"
import { nativeSuite } from "./native_suite.ts"

// The vectors of the papers are in tests/conformance/suites_test.ts; here the two suites are held against each other.
test("native and reference give the same bytes for random inputs", () => {
  const rng = Rng.seeded(20)
  const bytes = (length: number): Uint8Array => rng.fill(new Uint8Array(length))
  for (let i = 0; i < 60; i++) {
    const [key, nonce, ad, text] = [bytes(32), bytes(12), bytes(rng.below(40)), bytes(rng.below(200))]
    const sealed = nobleSuite.seal(key, nonce, text, ad)
    assert.deepEqual(nativeSuite.seal(key, nonce, text, ad), sealed)
    assert.deepEqual(nativeSuite.open(key, nonce, sealed, ad), text)
    const out = new Uint8Array(text.length + 16)
    nativeSuite.sealInto(key, nonce, text, out)
    assert.deepEqual(out, nobleSuite.seal(key, nonce, text, new Uint8Array(0)))
    assert.deepEqual(nativeSuite.hash(text, ad), nobleSuite.hash(text, ad))
    assert.deepEqual(nativeSuite.hmac(key, text), nobleSuite.hmac(key, text))
  }
})

test("native key pairs agree with the reference, also without their imported form", () => {
  const rng = Rng.seeded(21)
  const secret = rng.fill(new Uint8Array(32))
  const pair = nativeSuite.keyPair(secret)
  const theirs = nobleSuite.keyPair(rng.fill(new Uint8Array(32)))
  assert.deepEqual(pair, nobleSuite.keyPair(secret))
  const shared = nobleSuite.dh(pair, theirs.publicKey)
  assert.deepEqual(nativeSuite.dh(pair, theirs.publicKey), shared)
  assert.deepEqual(nativeSuite.dh({ ...pair }, theirs.publicKey), shared)
})

test("a low-order key is a value, and so is a ciphertext without room for a tag", () => {
  const pair = nativeSuite.keyPair(new Uint8Array(32).fill(7))
  assert.equal(nativeSuite.dh(pair, new Uint8Array(32)), undefined)
  const none = new Uint8Array(0)
  assert.equal(nativeSuite.open(new Uint8Array(32), new Uint8Array(12), new Uint8Array(15), none), undefined)
})
