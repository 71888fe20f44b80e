import assert from "node:assert/strict"
import { test } from "node:test"
import { StaticSecret } from "./static_secret.ts"

test("it is computed once, when it is first wanted, and what it was computed into is wiped", () => {
  const computed: Uint8Array[] = []
  const secret = new StaticSecret(() => {
    const bytes = new Uint8Array(32).fill(7)
    computed.push(bytes)
    return bytes
  })
  assert.equal(computed.length, 0)
  assert.deepEqual(secret.bytes, new Uint8Array(32).fill(7))
  assert.deepEqual(secret.bytes, new Uint8Array(32).fill(7))
  assert.deepEqual(computed, [new Uint8Array(32)])
})

test("of a low-order key there is none, and that is found out once", () => {
  let asked = 0
  const secret = new StaticSecret(() => void asked++)
  assert.deepEqual([secret.bytes, secret.bytes, asked], [undefined, undefined, 1])
})

test("one that is wiped is gone, and is not computed again", () => {
  const known = new StaticSecret(() => new Uint8Array(32).fill(7))
  const { bytes } = known
  known.wipe()
  assert.deepEqual(bytes, new Uint8Array(32))
  assert.equal(known.bytes, undefined)
  const unknown = new StaticSecret(() => assert.fail("nobody asked"))
  unknown.wipe()
  assert.equal(unknown.bytes, undefined)
})
