import assert from "node:assert/strict"
import { test } from "node:test"
import { publicKeyBytes, publicKeyOf } from "./public_key.ts"

test("a public key survives the way to text and back", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => 255 - i * 7)
  assert.deepEqual(publicKeyBytes(publicKeyOf(bytes)), bytes)
})

test("the text is standard base64 of 44 characters", () => {
  assert.equal(publicKeyOf(new Uint8Array(32)), "A".repeat(43) + "=")
})
