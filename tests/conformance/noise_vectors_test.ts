/** Whole handshakes against published ones: cacophony's Noise_IKpsk2, four of the Linux kernel's, and our own W1. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { nativeSuite } from "../../src/adapters/crypto/native_suite.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { publicKeyOf } from "../../src/domain/public_key.ts"
import { CookieJar, hasValidMac1 } from "../../src/domain/wireguard/cookie.ts"
import { localIdentity, remoteIdentity } from "../../src/domain/wireguard/identity.ts"
import { readResponse, writeInitiation } from "../../src/domain/wireguard/initiator.ts"
import {
  isInitiation,
  isResponse,
  isTransport,
  receiverIndex,
  senderIndex,
} from "../../src/domain/wireguard/message.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"
import * as noise from "../../src/domain/wireguard/noise.ts"
import { readStatic, readTimestamp, writeResponse } from "../../src/domain/wireguard/responder.ts"
import { Session } from "../../src/domain/wireguard/session.ts"
import type { Suite } from "../../src/domain/wireguard/suite.ts"
import { hex, toHex, vectors } from "../harness/vectors.ts"

const start = instant(0)

interface Recorded {
  readonly name: string
  readonly initiatorStaticPrivate: string
  readonly responderStaticPrivate: string
  readonly initiatorEphemeralPrivate: string
  readonly responderEphemeralPrivate: string
  readonly psk: string
  readonly timestamp: string
  readonly initiation: string
  readonly response: string
}

/** Rebuilds both messages from the recorded secrets, each end reading what the other wrote. */
function rebuild(suite: Suite, recorded: Recorded) {
  const [recordedInitiation, recordedResponse] = [hex(recorded.initiation), hex(recorded.response)]
  assert.ok(isInitiation(recordedInitiation) && isResponse(recordedResponse))
  const psk = hex(recorded.psk)
  const us = localIdentity(suite, suite.keyPair(hex(recorded.initiatorStaticPrivate)))
  const them = localIdentity(suite, suite.keyPair(hex(recorded.responderStaticPrivate)))
  const peer = remoteIdentity(suite, us, publicKeyOf(them.keys.publicKey), psk)
  const ephemeralKey = hex(recorded.initiatorEphemeralPrivate)
  const index = senderIndex(recordedInitiation)
  const written = writeInitiation(suite, us, peer, { ephemeralKey, index, stamp: hex(recorded.timestamp) })
  assert.ok(written)
  new CookieJar(suite, peer.publicKey).sign(written.message, start)
  assert.equal(toHex(written.message), recorded.initiation)

  assert.ok(hasValidMac1(suite, them, recordedInitiation))
  const claim = readStatic(suite, them, recordedInitiation)
  assert.ok(claim)
  const mirror = remoteIdentity(suite, them, publicKeyOf(claim.initiator), psk)
  const read = readTimestamp(suite, mirror, claim, recordedInitiation)
  assert.ok(read)
  assert.equal(toHex(read.stamp), recorded.timestamp)
  const request = { message: recordedInitiation, transcript: read.transcript }
  const own = { ephemeralKey: hex(recorded.responderEphemeralPrivate), index: senderIndex(recordedResponse) }
  const answer = writeResponse(suite, mirror, request, own)
  assert.ok(answer)
  new CookieJar(suite, mirror.publicKey).sign(answer.response, start)
  assert.equal(toHex(answer.response), recorded.response)

  const keys = readResponse(suite, { local: us, remote: peer }, written.pending, recordedResponse)
  assert.deepEqual(keys, { send: answer.keys.receive, receive: answer.keys.send })
  return { initiator: keys, responder: answer.keys, indices: [index, senderIndex(recordedResponse)] as const }
}

const kernel = vectors<{
  handshakes: (Recorded & {
    transport: { from: "initiator" | "responder"; counter: number; datagram: string; plaintext: string }[]
  })[]
}>("wireshark_handshakes")

for (const suite of [nobleSuite, nativeSuite]) {
  test(`${suite.name}: the kernel's four handshakes are rebuilt byte for byte`, () => {
    assert.equal(kernel.handshakes.length, 4)
    for (const recorded of kernel.handshakes) rebuild(suite, recorded)
  })

  test(`${suite.name}: the kernel's 18 transport messages are opened and sealed again, byte for byte`, () => {
    let count = 0
    for (const recorded of kernel.handshakes) {
      const { initiator, responder, indices: [ours, theirs] } = rebuild(suite, recorded)
      assert.ok(initiator)
      const common = { derivedAt: start, initiated: true }
      const one = { ...common, localIndex: ours, remoteIndex: theirs }
      const two = { ...common, localIndex: theirs, remoteIndex: ours }
      for (const { from, counter, datagram, plaintext } of recorded.transport) {
        const message = hex(datagram)
        assert.ok(isTransport(message))
        const isOurs = from === "initiator"
        const sender = new Session(isOurs ? { ...one, keys: initiator } : { ...two, keys: responder })
        const receiver = new Session(isOurs ? { ...two, keys: responder } : { ...one, keys: initiator })
        assert.equal(receiverIndex(message), receiver.localIndex)
        assert.deepEqual(receiver.decapsulate(suite, message, start), hex(plaintext))
        sender.startCountingAt(0, counter)
        assert.equal(toHex(sender.encapsulate(suite, hex(plaintext), 1420)), datagram)
        count++
      }
    }
    assert.equal(count, 18)
  })

  test(`${suite.name}: our own vector W1, with and without a preshared key`, () => {
    const w1 = vectors<Omit<Recorded, "psk" | "response"> & Record<"withPsk" | "zeroPsk", W1Half>>("wireguard_w1")
    for (const half of [w1.withPsk, w1.zeroPsk]) {
      const { initiator, indices } = rebuild(suite, { ...w1, name: "W1", psk: half.psk, response: half.response })
      assert.ok(initiator)
      assert.equal(toHex(initiator.send), half.initiatorToResponderKey)
      assert.equal(toHex(initiator.receive), half.responderToInitiatorKey)
      const [localIndex, remoteIndex] = indices
      const session = new Session({ keys: initiator, localIndex, remoteIndex, derivedAt: start, initiated: true })
      assert.equal(toHex(session.encapsulate(suite, new Uint8Array(0), 1420)), half.keepalive)
    }
  })
}

interface W1Half {
  readonly psk: string
  readonly response: string
  readonly initiatorToResponderKey: string
  readonly responderToInitiatorKey: string
  readonly keepalive: string
}

test("cacophony's Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s, with its own prologue", () => {
  const v = vectors<{
    init_prologue: string
    init_psks: [string]
    init_static: string
    init_ephemeral: string
    resp_static: string
    resp_ephemeral: string
    handshake_hash: string
    messages: { payload: string; ciphertext: string }[]
  }>("cacophony_ikpsk2")
  const suite = nobleSuite
  const [s, e] = [suite.keyPair(hex(v.init_static)), suite.keyPair(hex(v.init_ephemeral))]
  const [rs, re] = [suite.keyPair(hex(v.resp_static)), suite.keyPair(hex(v.resp_ephemeral))]
  const dh = (ours: typeof s, theirs: typeof s): Uint8Array => {
    const shared = suite.dh(ours, theirs.publicKey)
    assert.ok(shared)
    return shared
  }
  const payload = (i: number): Uint8Array => hex(v.messages[i]?.payload ?? "")
  let t = noise.mixHash(suite, noise.prologueTranscript(suite, hex(v.init_prologue)), rs.publicKey)
  const step = ({ transcript, output }: noise.Step): Uint8Array => {
    t = transcript
    return output
  }
  t = noise.mixEphemeral(suite, t, e.publicKey)
  let key = step(noise.mixKey(suite, t, dh(e, rs)))
  const encryptedStatic = step(noise.sealAndHash(suite, t, key, s.publicKey))
  key = step(noise.mixKey(suite, t, dh(s, rs)))
  const first = step(noise.sealAndHash(suite, t, key, payload(0)))
  assert.equal(toHex(e.publicKey) + toHex(encryptedStatic) + toHex(first), v.messages[0]?.ciphertext)
  t = noise.mixEphemeral(suite, t, re.publicKey)
  t = noise.mixChain(suite, noise.mixChain(suite, t, dh(re, e)), dh(re, s))
  key = step(noise.mixPresharedKey(suite, t, hex(v.init_psks[0])))
  const second = step(noise.sealAndHash(suite, t, key, payload(1)))
  assert.equal(toHex(re.publicKey) + toHex(second), v.messages[1]?.ciphertext)
  assert.equal(toHex(t.hash), v.handshake_hash)
  const [toResponder, toInitiator] = noise.split(suite, t)
  for (let i = 2; i < v.messages.length; i++) {
    const nonce = new Uint8Array(12)
    nonce[4] = (i - 2) >> 1
    const sendKey = i % 2 === 0 ? toResponder : toInitiator
    assert.equal(
      toHex(suite.seal(sendKey, nonce, payload(i), new Uint8Array(0))),
      v.messages[i]?.ciphertext,
      `message ${i}`,
    )
  }
})
