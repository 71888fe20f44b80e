import assert from "node:assert/strict"
import { test } from "node:test"
import { createCipheriv } from "node:crypto"
import * as Result from "effect/Result"
import { goldenAffiliate, goldenEndpoints, goldenSecret as secret } from "../../../tests/harness/discovery_vectors.ts"
import { affiliate } from "../../../tests/harness/mesh_facts.ts"
import { hex, toHex } from "../../../tests/harness/vectors.ts"
import { endpoint, endpointOf } from "../net/endpoint.ts"
import { encodeAffiliate } from "./affiliate_message.ts"
import { openAffiliate, openEndpoint, sealAffiliate, sealEndpoint } from "./seal.ts"

const otherSecret = new Uint8Array(32).fill(7)
const golden = hex(goldenAffiliate.sealed)
const nonce = golden.slice(0, 12)

test("a sealed affiliate is the Go client's, byte for byte, and opens", () => {
  assert.deepEqual(sealAffiliate(goldenAffiliate.fields, secret, nonce), Result.succeed(golden))
  assert.deepEqual(openAffiliate(golden, secret), Result.succeed(goldenAffiliate.fields))
})

test("sealed endpoints are the Go client's, byte for byte, and open if they have a port", () => {
  for (const { address, port, sealed } of goldenEndpoints) {
    const one = endpointOf(address, port)
    assert.equal(toHex(sealEndpoint(one, secret)), sealed)
    const expected = port === 0 ? Result.fail("bad-port") : Result.succeed(one)
    assert.deepEqual(openEndpoint(hex(sealed), secret), expected)
  }
})

test("an affiliate of another cluster, or one that was changed, does not open", () => {
  assert.deepEqual(openAffiliate(golden, otherSecret), Result.fail("bad-tag"))
  for (let i = 0; i < golden.length; i++) {
    const changed = golden.slice()
    changed[i] = (changed[i] ?? 0) ^ 1
    assert.deepEqual(openAffiliate(changed, secret), Result.fail("bad-tag"), `byte ${i}`)
  }
})

// spec/discovery.md 2.2 and 3.1: 28 bytes of overhead, at most 2048 on the wire.
test("a blob is between 28 and 2048 bytes long", () => {
  for (const length of [0, 27, 2049]) {
    assert.deepEqual(openAffiliate(new Uint8Array(length), secret), Result.fail("bad-size"))
  }
  for (const length of [28, 2048]) {
    assert.deepEqual(openAffiliate(new Uint8Array(length), secret), Result.fail("bad-tag"))
  }
})

// spec/discovery.md 2.2: "at most 2020 bytes of plaintext".
test("an affiliate that the service would refuse is not sealed", () => {
  const base = affiliate("a")
  const spare = 2020 - encodeAffiliate({ ...base, hostname: "x".repeat(200) }).length
  const largest = { ...base, hostname: "x".repeat(200 + spare) }
  assert.equal(Result.getOrThrow(sealAffiliate(largest, secret, nonce)).length, 2048)
  const larger = { ...largest, hostname: largest.hostname + "x" }
  assert.deepEqual(sealAffiliate(larger, secret, nonce), Result.fail("too-big"))
})

test("what was sealed well may still say nothing of use", () => {
  const cipher = createCipheriv("aes-256-gcm", secret, nonce)
  const sealed = (plaintext: string): Uint8Array =>
    Uint8Array.from([...nonce, ...cipher.update(hex(plaintext)), ...cipher.final(), ...cipher.getAuthTag()])
  assert.deepEqual(openAffiliate(sealed(""), secret), Result.fail("bad-node-id"))
})

// spec/discovery.md 2.6: the Go client panics at an endpoint of no bytes, and at one whose length byte is too large.
test("an endpoint is one block long or two, and its length byte is believed only within them", () => {
  for (const length of [0, 1, 15, 17, 31, 33, 48]) {
    assert.deepEqual(openEndpoint(new Uint8Array(length), secret), Result.fail("bad-size"))
  }
  const cipher = createCipheriv("aes-256-ecb", secret, null).setAutoPadding(false)
  assert.deepEqual(openEndpoint(cipher.update(hex("ff".repeat(16))), secret), Result.fail("bad-length"))
})

test("an endpoint of another cluster is garbage", () => {
  for (const text of ["192.0.2.1:51820", "[2001:db8::1]:51820"]) {
    assert.ok(Result.isFailure(openEndpoint(sealEndpoint(endpoint(text), otherSecret), secret)))
  }
})

test("blobs are read wherever they lie in a buffer", () => {
  const [sealed] = goldenEndpoints.map((one) => hex(one.sealed))
  assert.ok(sealed !== undefined)
  for (const blob of [golden, sealed]) {
    const buffer = new Uint8Array(blob.length + 3)
    buffer.set(blob, 3)
    const open = blob === golden ? openAffiliate : openEndpoint
    assert.deepEqual(open(buffer.subarray(3), secret), open(blob, secret))
  }
})
