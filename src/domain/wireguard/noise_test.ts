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

test("what one side seals the other opens, and both transcripts stay equal", () => {
  const start = noise.startTranscript(suite, new Uint8Array(32))
  const { transcript, output: key } = noise.mixKey(suite, start, Uint8Array.of(1, 2, 3))
  const sealed = noise.sealAndHash(suite, transcript, key, Uint8Array.of(9, 9))
  const opened = noise.openAndHash(suite, transcript, key, sealed.output)
  assert.deepEqual(opened?.output, Uint8Array.of(9, 9))
  assert.deepEqual(opened?.transcript, sealed.transcript)
})

test("another transcript, key or ciphertext does not open", () => {
  const start = noise.startTranscript(suite, new Uint8Array(32))
  const { transcript, output: key } = noise.mixKey(suite, start, Uint8Array.of(1, 2, 3))
  const { output } = noise.sealAndHash(suite, transcript, key, new Uint8Array(0))
  assert.equal(noise.openAndHash(suite, start, key, output) !== undefined, true, "mixKey leaves the hash alone")
  assert.equal(noise.openAndHash(suite, noise.mixHash(suite, transcript, key), key, output), undefined)
  assert.equal(noise.openAndHash(suite, transcript, new Uint8Array(32), output), undefined)
  assert.equal(noise.openAndHash(suite, transcript, key, output.subarray(1)), undefined)
})
