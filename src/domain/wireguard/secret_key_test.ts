import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import * as Result from "effect/Result"
import { parseSecretKey, SecretKey } from "./secret_key.ts"

/** From wg(8). */
const TEXT = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="

test("a key is read from what wg genkey writes", () => {
  const read = parseSecretKey(TEXT)
  assert.ok(Result.isSuccess(read))
  assert.deepEqual(read.success.bytes.slice(0, 4), Uint8Array.of(0xc8, 0x09, 0xf3, 0xe5))
  assert.equal(read.success.isZero, false)
})

test("text that is not 32 bytes in canonical base64 is no key, and is not repeated", () => {
  const wrong = [
    "",
    TEXT.slice(1),
    TEXT.slice(0, -1),
    `${TEXT}=`,
    TEXT.replace("mk=", "ml="),
    `${TEXT}\n`,
    "=".repeat(44),
  ]
  for (const text of wrong) {
    const read = parseSecretKey(text)
    assert.ok(Result.isFailure(read), text)
    assert.equal(read.failure, "expected 32 bytes in base64")
  }
})

test("nothing that prints or copies a key shows it", () => {
  const key = new SecretKey(new Uint8Array(32).fill(0x41))
  assert.equal(`${key}`, "32 bytes, set")
  assert.equal(JSON.stringify({ key }), '{"key":"32 bytes, set"}')
  assert.doesNotMatch(inspect(key, { showHidden: true }), /41|65|A/)
})

test("a key is its own copy of the bytes, and hands out copies", () => {
  const bytes = new Uint8Array(32).fill(7)
  const key = new SecretKey(bytes)
  bytes.fill(0)
  key.bytes.fill(0)
  assert.ok(key.equals(new SecretKey(new Uint8Array(32).fill(7))))
  assert.ok(!key.equals(new SecretKey(bytes)))
  assert.ok(new SecretKey(bytes).isZero)
})
