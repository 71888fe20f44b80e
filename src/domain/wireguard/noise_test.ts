import assert from "node:assert/strict"
import { test } from "node:test"
import { toHex } from "../../../tests/harness/vectors.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import * as noise from "./noise.ts"

// C0 and H0 of spec/wireguard.md 1.1.
test("the start is the hash of construction and identifier, then of the responder's key", () => {
  const responder = Uint8Array.from({ length: 32 }, (_, i) => i)
  const { chain, hash } = noise.startTranscript(suite, responder)
  assert.equal(toHex(chain), "60e26daef327efc02ec335e2a025d2d016eb4206f87277f52d38d1988b78cd36")
  const h0 = Uint8Array.from(
    "2211b361081ac566691243db458ad5322d9c6c662293e8b70ee19c65ba079ef3".match(/../g) ?? [],
    (pair) => parseInt(pair, 16),
  )
  assert.equal(toHex(hash), toHex(suite.hash(h0, responder)))
})

/** A transcript and a key, the same every time: a key is good for one use. */
function keyed(): noise.Step {
  return noise.mixKey(suite, noise.startTranscript(suite, new Uint8Array(32)), Uint8Array.of(1, 2, 3))
}

test("what one side seals the other opens, and both transcripts stay equal", () => {
  const { transcript, output: key } = keyed()
  const sealed = noise.sealAndHash(suite, transcript, key, Uint8Array.of(9, 9))
  const opened = noise.openAndHash(suite, transcript, keyed().output, sealed.output)
  assert.deepEqual(opened?.output, Uint8Array.of(9, 9))
  assert.deepEqual(opened?.transcript, sealed.transcript)
})

test("another transcript, key or ciphertext does not open", () => {
  const start = noise.startTranscript(suite, new Uint8Array(32))
  const { transcript } = keyed()
  const { output } = noise.sealAndHash(suite, transcript, keyed().output, new Uint8Array(0))
  const opens = (from: noise.Transcript, key: Uint8Array, sealed = output): boolean =>
    noise.openAndHash(suite, from, key, sealed) !== undefined
  assert.ok(opens(start, keyed().output), "mixKey leaves the hash alone")
  assert.ok(!opens(noise.mixHash(suite, transcript, transcript.chain), keyed().output))
  assert.ok(!opens(transcript, new Uint8Array(32)))
  assert.ok(!opens(transcript, keyed().output, output.subarray(1)))
})

test("a key is wiped by its use, whether that succeeded or not", () => {
  const [sealing, opening, failing, short] = [keyed(), keyed(), keyed(), keyed()]
  const sealed = noise.sealAndHash(suite, sealing.transcript, sealing.output, Uint8Array.of(9, 9))
  noise.openAndHash(suite, opening.transcript, opening.output, sealed.output)
  noise.openAndHash(suite, failing.transcript, failing.output, new Uint8Array(18))
  noise.openAndHash(suite, short.transcript, short.output, new Uint8Array(3))
  for (const { output } of [sealing, opening, failing, short]) assert.deepEqual(output, new Uint8Array(32))
})

test("an ended transcript is wiped: after the split, or when nothing follows", () => {
  const [first, second] = [keyed().transcript, keyed().transcript]
  const [toResponder] = noise.split(suite, first)
  noise.endTranscript(second)
  for (const { chain, hash } of [first, second]) {
    assert.deepEqual([chain, hash], [new Uint8Array(32), new Uint8Array(32)])
  }
  assert.notDeepEqual(toResponder, new Uint8Array(32))
})
