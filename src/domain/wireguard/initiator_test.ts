import assert from "node:assert/strict"
import { test } from "node:test"
import { publicKeyOf } from "../public_key.ts"
import { localIdentity, remoteIdentity } from "./identity.ts"
import { forgetInitiation, readResponse, writeInitiation } from "./initiator.ts"
import { isResponse, senderIndex } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { readStatic, readTimestamp, writeResponse } from "./responder.ts"

const us = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(1)))
const them = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(2)))
const stamp = Uint8Array.from({ length: 12 }, (_, i) => i)
const inputs = { index: 77, stamp, ephemeralKey: new Uint8Array(32).fill(5) }

function exchange(ourPsk: Uint8Array | undefined, theirPsk: Uint8Array | undefined) {
  const peer = remoteIdentity(suite, us, publicKeyOf(them.keys.publicKey), ourPsk)
  const written = writeInitiation(suite, us, peer, { ...inputs, ephemeralKey: inputs.ephemeralKey.slice() })
  assert.ok(written)
  const claim = readStatic(suite, them, written.message)
  assert.ok(claim)
  const mirror = remoteIdentity(suite, them, publicKeyOf(claim.initiator), theirPsk)
  const read = readTimestamp(suite, mirror, claim, written.message)
  assert.ok(read)
  const message = { message: written.message, transcript: read.transcript }
  const answer = writeResponse(suite, mirror, message, { ephemeralKey: new Uint8Array(32).fill(6), index: 88 })
  assert.ok(answer)
  return { peer, written, read, answer }
}

test("both ends derive the same two keys, crosswise", () => {
  const { peer, written, read, answer } = exchange(undefined, undefined)
  assert.deepEqual(read.stamp, stamp)
  assert.equal(senderIndex(written.message), 77)
  const keys = readResponse(suite, { local: us, remote: peer }, written.pending, answer.response)
  assert.deepEqual(keys, { send: answer.keys.receive, receive: answer.keys.send })
})

// spec/wireguard.md 1.3: a mismatch still gets a response, and the initiator rejects it.
test("a preshared key that differs is noticed by the initiator", () => {
  const { peer, written, answer } = exchange(new Uint8Array(32).fill(9), undefined)
  assert.equal(readResponse(suite, { local: us, remote: peer }, written.pending, answer.response), undefined)
})

test("a response to another initiation does not open", () => {
  const { peer, answer } = exchange(undefined, undefined)
  const later = writeInitiation(suite, us, peer, { ...inputs, ephemeralKey: new Uint8Array(32).fill(8) })
  assert.ok(later)
  assert.equal(readResponse(suite, { local: us, remote: peer }, later.pending, answer.response), undefined)
})

test("no initiation is written to a low-order key, and nothing is computed for it", () => {
  const nobody = remoteIdentity(suite, us, publicKeyOf(new Uint8Array(32)), undefined)
  const idle = { ...suite, keyPair: () => assert.fail("a key pair"), dh: () => assert.fail("a Diffie-Hellman") }
  assert.equal(writeInitiation(idle, us, nobody, inputs), undefined)
})

test("what is kept of an initiation reads any number of responses, and nothing once it is forgotten", () => {
  const { peer, written, answer } = exchange(undefined, undefined)
  const read = () => readResponse(suite, { local: us, remote: peer }, written.pending, answer.response)
  const forged = answer.response.slice()
  forged[50] = (forged[50] ?? 0) ^ 1
  assert.ok(isResponse(forged))
  assert.equal(readResponse(suite, { local: us, remote: peer }, written.pending, forged), undefined)
  assert.ok(read(), "a forgery before it does no harm")
  forgetInitiation(written.pending)
  const { ephemeral, transcript } = written.pending
  const zeros = new Uint8Array(32)
  assert.deepEqual([ephemeral.privateKey, transcript.chain, transcript.hash], [zeros, zeros, zeros])
  assert.equal(read(), undefined)
})
