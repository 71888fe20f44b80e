import assert from "node:assert/strict"
import { test } from "node:test"
import {
  assertConforms,
  assertRefusesForgeries,
  randomKeys,
  sessionWith,
} from "../../../tests/harness/cipher_checks.ts"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { Arena, PLACES } from "./arena.ts"
import { loadPackets } from "./packets.ts"
import { WasmCipher } from "./wasm_cipher.ts"

function setUp() {
  const arena = new Arena()
  return { arena, cipher: new WasmCipher(arena, loadPackets(arena.memory)) }
}

test("our own cipher seals and opens as RFC 8439 says", { skip }, () => {
  const { arena, cipher } = setUp()
  const keys = randomKeys(1)
  assertConforms(arena, cipher.of(sessionWith(keys)), keys)
})

test("our own cipher opens no forgery", { skip }, () => {
  const { arena, cipher } = setUp()
  const keys = randomKeys(2)
  assertRefusesForgeries(arena, cipher.of(sessionWith(keys)), keys)
})

test("sessions take turns without losing their keys, until those are wiped", { skip }, () => {
  const { arena, cipher } = setUp()
  const [one, two] = [sessionWith(randomKeys(3)), sessionWith(randomKeys(4))]
  const [first, second] = [cipher.of(one), cipher.of(two)]
  for (let round = 0; round < 2; round++) {
    assertRefusesForgeries(arena, first, randomKeys(3))
    assertRefusesForgeries(arena, second, randomKeys(4))
  }
  assert.equal(cipher.of(one), first)
  one.wipe()
  assert.ok(arena.bytes.subarray(PLACES.key, PLACES.key + 32).every((byte) => byte === 0), "no copy stays")
  assert.notEqual(cipher.of(one), first)
  assert.equal(cipher.of(two), second)
})
