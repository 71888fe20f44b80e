import assert from "node:assert/strict"
import { test } from "node:test"
import {
  assertConforms,
  assertRefusesForgeries,
  randomKeys,
  sessionWith,
} from "../../../tests/harness/cipher_checks.ts"
import { withoutCalls } from "../../../tests/harness/native.ts"
import { Arena, PLACES } from "./arena.ts"
import { Libcrypto } from "./libcrypto.ts"

const skip = withoutCalls === false && !isThere() ? "needs libcrypto.so.3" : withoutCalls

function isThere(): boolean {
  try {
    new Libcrypto(new Arena())
    return true
  } catch {
    return false
  }
}

test("libcrypto seals and opens as RFC 8439 says", { skip }, () => {
  const arena = new Arena()
  const keys = randomKeys(1)
  assertConforms(arena, new Libcrypto(arena).of(sessionWith(keys)), keys)
})

test("libcrypto opens no forgery", { skip }, () => {
  const arena = new Arena()
  const keys = randomKeys(2)
  assertRefusesForgeries(arena, new Libcrypto(arena).of(sessionWith(keys)), keys)
})

test("keys stay in the arena no longer than it takes to set them", { skip }, () => {
  const arena = new Arena()
  new Libcrypto(arena).of(sessionWith(randomKeys(3)))
  assert.ok(arena.bytes.subarray(PLACES.key, PLACES.key + 32).every((byte) => byte === 0))
})

test("a session has one pair of contexts, which go with its keys, once", { skip }, () => {
  const arena = new Arena()
  const libcrypto = new Libcrypto(arena)
  const [one, two] = [sessionWith(randomKeys(4)), sessionWith(randomKeys(5))]
  const [first, second] = [libcrypto.of(one), libcrypto.of(two)]
  assert.equal(libcrypto.of(one), first)
  one.wipe()
  // Freeing a context twice would end this process.
  one.wipe()
  assert.equal(libcrypto.of(two), second)
  assertRefusesForgeries(arena, second, randomKeys(5))
})

test("contexts of sessions that went are given back", { skip }, () => {
  const arena = new Arena()
  const libcrypto = new Libcrypto(arena)
  const liveThrough = (sessions: number): number => {
    for (let i = 0; i < sessions; i++) {
      const session = sessionWith(randomKeys(6))
      libcrypto.of(session).seal(PLACES.outgoing, 64, 0, i)
      session.wipe()
    }
    return Deno.memoryUsage().rss
  }
  const before = liveThrough(2_000)
  const grown = liveThrough(20_000) - before
  // A pair of contexts has more than a kilobyte.
  assert.ok(grown < 10_000_000, `${grown} bytes`)
})
