import assert from "node:assert/strict"
import { test } from "node:test"
import { assertConforms, randomKeys, sessionWith } from "../../../tests/harness/cipher_checks.ts"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { Arena } from "./arena.ts"
import { chooseCipher } from "./cipher_choice.ts"
import { Libcrypto } from "./libcrypto.ts"
import { loadPackets } from "./packets.ts"

function hasLibcrypto(): boolean {
  try {
    new Libcrypto(new Arena())
    return true
  } catch {
    return false
  }
}

test("libcrypto is taken where it is, and our own is where it is asked for", { skip }, () => {
  const arena = new Arena()
  const packets = loadPackets(arena.memory)
  assert.equal(chooseCipher(arena, packets, "wasm").name, "wasm")
  assert.equal(chooseCipher(arena, packets, undefined).name, hasLibcrypto() ? "libcrypto" : "wasm")
  if (hasLibcrypto()) assert.equal(chooseCipher(arena, packets, "libcrypto").name, "libcrypto")
  else assert.throws(() => chooseCipher(arena, packets, "libcrypto"), /libcrypto/)
})

test("whichever it is conforms", { skip }, () => {
  for (const wanted of ["wasm", undefined] as const) {
    const arena = new Arena()
    const keys = randomKeys(1)
    assertConforms(arena, chooseCipher(arena, loadPackets(arena.memory), wanted).of(sessionWith(keys)), keys)
  }
})

/** A module of ours that seals other than libcrypto stands for a libcrypto that seals other than ours. */
test("where the two disagree ours is taken", {
  skip: skip === false && !hasLibcrypto() ? "needs libcrypto.so.3" : skip,
}, () => {
  const arena = new Arena()
  const packets = loadPackets(arena.memory)
  const sealsOtherwise = {
    ...packets,
    seal: (key: number, low: number, high: number, at: number, length: number) => {
      packets.seal(key, low, high, at, length)
      if (length === 1_420) arena.bytes[at + 700] = (arena.bytes[at + 700] ?? 0) ^ 1
    },
  }
  assert.equal(chooseCipher(arena, sealsOtherwise, undefined).name, "wasm")
  assert.throws(() => chooseCipher(arena, sealsOtherwise, "libcrypto"), /seals other than RFC 8439 says/)
})
