import assert from "node:assert/strict"
import { test } from "node:test"
import { publicKeyOf } from "../public_key.ts"
import { type LocalIdentity, localIdentity, remoteIdentity } from "./identity.ts"
import { writeInitiation } from "./initiator.ts"
import { field, type HandshakeInitiation } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { readStatic, readTimestamp, writeResponse } from "./responder.ts"

const us = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(1)))
const them = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(2)))
const stranger = localIdentity(suite, suite.keyPair(new Uint8Array(32).fill(3)))

function initiationTo(target: LocalIdentity): HandshakeInitiation {
  const peer = remoteIdentity(suite, us, publicKeyOf(target.keys.publicKey), undefined)
  const inputs = { ephemeralKey: new Uint8Array(32).fill(5), index: 1, stamp: new Uint8Array(12) }
  const written = writeInitiation(suite, us, peer, inputs)
  assert.ok(written)
  return written.message
}

test("the claim names the initiator", () => {
  assert.deepEqual(readStatic(suite, them, initiationTo(them))?.initiator, us.keys.publicKey)
})

test("an initiation to somebody else, or with a low-order ephemeral, makes no claim", () => {
  assert.equal(readStatic(suite, them, initiationTo(stranger)), undefined)
  const message = initiationTo(them)
  field.initiation.ephemeral(message).fill(0)
  assert.equal(readStatic(suite, them, message), undefined)
})

test("a claim without the static key's secret fails at the timestamp", () => {
  const message = initiationTo(them)
  const claim = readStatic(suite, them, message)
  assert.ok(claim)
  const wrong = remoteIdentity(suite, them, publicKeyOf(stranger.keys.publicKey), undefined)
  assert.equal(readTimestamp(suite, wrong, claim, message), undefined)
  const lowOrder = remoteIdentity(suite, them, publicKeyOf(new Uint8Array(32)), undefined)
  assert.equal(readTimestamp(suite, lowOrder, claim, message), undefined)
})

test("no response is written when a shared secret would be zero", () => {
  const message = initiationTo(them)
  const claim = readStatic(suite, them, message)
  assert.ok(claim)
  const lowOrder = remoteIdentity(suite, them, publicKeyOf(new Uint8Array(32)), undefined)
  const inputs = { ephemeralKey: new Uint8Array(32).fill(6), index: 2 }
  assert.equal(writeResponse(suite, lowOrder, { message, transcript: claim.transcript }, inputs), undefined)
})
