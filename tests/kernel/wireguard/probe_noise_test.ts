/** The judge is judged first: by vectors that two other stacks agree on. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { hex as bytes, toHex as hex, vectors } from "../../harness/vectors.ts"
import { keysOf, opened, readInitiation, readResponse, sealed, writeInitiation, writeResponse } from "./probe_noise.ts"

interface Half {
  readonly psk: string
  readonly response: string
  readonly initiatorToResponderKey: string
  readonly responderToInitiatorKey: string
  readonly keepalive: string
}

interface W1 {
  readonly initiatorStaticPrivate: string
  readonly responderStaticPrivate: string
  readonly initiatorEphemeralPrivate: string
  readonly responderEphemeralPrivate: string
  readonly timestamp: string
  readonly initiatorIndex: number
  readonly responderIndex: number
  readonly initiation: string
  readonly withPsk: Half
  readonly zeroPsk: Half
}

const w1 = vectors<W1>("wireguard_w1")
const initiator = keysOf(bytes(w1.initiatorStaticPrivate))
const responder = keysOf(bytes(w1.responderStaticPrivate))

const initiation = () =>
  writeInitiation({
    us: initiator,
    them: responder.public,
    ephemeral: keysOf(bytes(w1.initiatorEphemeralPrivate)),
    index: w1.initiatorIndex,
    stamp: bytes(w1.timestamp),
  })

test("the probe's initiation is that of the vector, and it reads it", () => {
  const { message } = initiation()
  assert.equal(hex(message), w1.initiation)
  const read = readInitiation(responder, message)
  assert.deepEqual([read.initiator, hex(read.stamp)], [initiator.public, w1.timestamp])
})

for (const [name, half] of Object.entries({ withPsk: w1.withPsk, zeroPsk: w1.zeroPsk })) {
  test(`its response is that of the vector, and both ends have its keys: ${name}`, () => {
    const ephemeral = keysOf(bytes(w1.responderEphemeralPrivate))
    const indices = { ours: w1.responderIndex, theirs: w1.initiatorIndex }
    const read = readInitiation(responder, bytes(w1.initiation))
    const { message, split } = writeResponse(read, ephemeral, indices, bytes(half.psk))
    assert.equal(hex(message), half.response)
    const keys = [half.initiatorToResponderKey, half.responderToInitiatorKey]
    assert.deepEqual([hex(split.fromInitiator), hex(split.fromResponder)], keys)
    const got = readResponse(initiator, initiation().begun, message, bytes(half.psk))
    assert.deepEqual(got, split)
    assert.equal(readResponse(initiator, initiation().begun, message, new Uint8Array(32).fill(0xee)), undefined)
    assert.equal(hex(sealed(split.fromInitiator, 0n, new Uint8Array(0))), half.keepalive.slice(32))
    assert.deepEqual(opened(split.fromInitiator, 0n, bytes(half.keepalive).slice(16)), new Uint8Array(0))
  })
}
