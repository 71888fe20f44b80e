import assert from "node:assert/strict"
import { test } from "node:test"
import { concatBytes } from "../bytes.ts"
import { publicKeyOf } from "../public_key.ts"
import { forgetRemote, localIdentity, remoteIdentity, withPresharedKey } from "./identity.ts"
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
  assert.deepEqual(ours.secret.bytes, mirror.secret.bytes)
  assert.deepEqual(ours.presharedKey, new Uint8Array(32))
})

test("a peer with a low-order key is kept, but has no secret to shake hands with", () => {
  const remote = remoteIdentity(suite, localIdentity(suite, keys), publicKeyOf(new Uint8Array(32)), undefined)
  assert.equal(remote.secret.bytes, undefined)
})

test("a preshared key is our own copy: wiping it when it is replaced or the peer goes leaves the caller's alone", () => {
  const psk = new Uint8Array(32).fill(7)
  const name = publicKeyOf(theirs.publicKey)
  const remote = remoteIdentity(suite, localIdentity(suite, keys), name, psk)
  assert.deepEqual(remote.presharedKey, psk)
  assert.equal(withPresharedKey(remote, psk.slice()), remote, "the same key changes nothing")
  const without = withPresharedKey(remote, undefined)
  assert.deepEqual(without.presharedKey, new Uint8Array(32))
  assert.deepEqual(remote.presharedKey, new Uint8Array(32), "the old copy")
  const again = withPresharedKey(without, psk)
  assert.deepEqual(again.presharedKey, psk)
  const { bytes } = again.secret
  forgetRemote(again)
  assert.deepEqual([again.presharedKey, bytes], [new Uint8Array(32), new Uint8Array(32)])
  assert.deepEqual(psk, new Uint8Array(32).fill(7))
})
