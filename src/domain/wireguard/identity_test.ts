import assert from "node:assert/strict"
import { test } from "node:test"
import { concatBytes } from "../bytes.ts"
import { publicKeyOf } from "../public_key.ts"
import { localIdentity, remoteIdentity } from "./identity.ts"
import { nobleSuite as suite } from "./noble_suite.ts"

const keys = suite.keyPair(new Uint8Array(32).fill(3))
const theirs = suite.keyPair(new Uint8Array(32).fill(4))
const label = (text: string): Uint8Array => new TextEncoder().encode(text)

// mac1 key = HASH("mac1----" ‖ key), cookie key = HASH("cookie--" ‖ key) (spec/wireguard.md 1.3 and 1.11).
test("mac1 and cookie keys hash a label and the public key", () => {
  const local = localIdentity(suite, keys)
  assert.deepEqual(local.mac1Key, suite.hash(concatBytes(label("mac1----"), keys.publicKey)))
  assert.deepEqual(local.cookieKey, suite.hash(concatBytes(label("cookie--"), keys.publicKey)))
})

test("both ends hold the same static secret", () => {
  const ours = remoteIdentity(suite, localIdentity(suite, keys), publicKeyOf(theirs.publicKey), undefined)
  const mirror = remoteIdentity(suite, localIdentity(suite, theirs), publicKeyOf(keys.publicKey), undefined)
  assert.deepEqual(ours.staticSecret, mirror.staticSecret)
  assert.deepEqual(ours.presharedKey, new Uint8Array(32))
})

test("a peer with a low-order key is kept, but has no secret to shake hands with", () => {
  const remote = remoteIdentity(suite, localIdentity(suite, keys), publicKeyOf(new Uint8Array(32)), undefined)
  assert.equal(remote.staticSecret, undefined)
})
