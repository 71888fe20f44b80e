import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { PublicKey, publicKeyBytes, publicKeyOf } from "./public_key.ts"

test("a public key survives the way to text and back", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => 255 - i * 7)
  assert.deepEqual(publicKeyBytes(publicKeyOf(bytes)), bytes)
})

test("the text is standard base64 of 44 characters", () => {
  assert.equal(publicKeyOf(new Uint8Array(32)), "A".repeat(43) + "=")
})

test("Schema refuses text of another length, alphabet or with stray bits", () => {
  const is = Schema.is(PublicKey)
  assert.ok(is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUE="))
  assert.ok(!is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUF="))
  assert.ok(!is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqU"))
  assert.ok(!is("Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uq_E="))
})
