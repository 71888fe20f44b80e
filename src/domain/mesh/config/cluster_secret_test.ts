import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import * as Result from "effect/Result"
import { ClusterSecret, parseClusterSecret } from "./cluster_secret.ts"

const failureOf = (text: string): string => {
  const parsed = parseClusterSecret(text)
  return Result.isFailure(parsed) ? parsed.failure : "none"
}

test("a secret is 32 bytes of standard base64", () => {
  const parsed = parseClusterSecret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
  assert.ok(Result.isSuccess(parsed))
  assert.deepEqual(parsed.success.bytes, Uint8Array.from({ length: 32 }, (_, i) => i))
})

// spec/kubespan.md 10.9, CFG/types/cluster/discovery_identity_test.go: secret length.
test("of another text it is said what is wrong, and not what it is", () => {
  assert.equal(failureOf("!not-valid-base64!"), "failed to decode from base64")
  assert.equal(failureOf("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), "failed to decode from base64")
  assert.equal(failureOf("_-ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="), "failed to decode from base64")
  assert.equal(failureOf("AAAAAAAAAAAAAAAAAAAAAA=="), "expected 32 bytes, got 16")
  assert.equal(failureOf("A".repeat(88)), "expected 32 bytes, got 66")
  assert.equal(failureOf(`${"A".repeat(42)}==`), "expected 32 bytes, got 31")
  assert.equal(failureOf(""), "expected 32 bytes, got 0")
})

test("whatever prints or copies a secret does not see its bytes", () => {
  const secret = new ClusterSecret(new Uint8Array(32).fill(0xee))
  const prints = [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret, { showHidden: true, depth: 9 }),
    JSON.stringify({ ...secret }),
    JSON.stringify(structuredClone(secret)),
    Object.entries(secret).join(),
  ]
  assert.equal(prints[0], "32 bytes, set")
  for (const print of prints) assert.ok(!/ee|238|7u/.test(print), print)
})

test("a secret is nobody else's to change", () => {
  const bytes = new Uint8Array(32)
  const secret = new ClusterSecret(bytes)
  bytes[0] = 1
  secret.bytes[0] = 1
  assert.equal(secret.bytes[0], 0)
})
