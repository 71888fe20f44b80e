import assert from "node:assert/strict"
import { test } from "node:test"
import { toHex } from "../../tests/harness/vectors.ts"
import { clearEcho, ECHO_PORT, readClearEcho } from "./clear_echo.ts"

test("echo is served where RFC 862 has it", () => {
  assert.equal(ECHO_PORT, 7)
})

test("a request and a reply are told apart and keep their number", () => {
  for (const echo of [{ isReply: false, number: 0 }, { isReply: true, number: 0xfedcba98 }]) {
    assert.deepEqual(readClearEcho(clearEcho(echo, 84)), echo)
  }
})

test("anybody can read the marker, what it is and the number", () => {
  assert.equal(toHex(clearEcho({ isReply: true, number: 0x01020304 }, 0)), "6d657368666f6c640104030201")
})

test("it is as long as it is asked to be, and never too short for what it says", () => {
  const lengths = [0, 12, 13, 14, 1400].map((size) => clearEcho({ isReply: false, number: 1 }, size).length)
  assert.deepEqual(lengths, [13, 13, 13, 14, 1400])
})

test("what is short, or has another marker, is none of ours", () => {
  const payload = clearEcho({ isReply: false, number: 1 }, 0)
  assert.equal(readClearEcho(payload.subarray(0, 12)), undefined)
  assert.equal(readClearEcho(new Uint8Array(0)), undefined)
  for (let at = 0; at < 8; at++) {
    const other = payload.slice()
    other[at] = (other[at] ?? 0) ^ 1
    assert.equal(readClearEcho(other), undefined, `byte ${at}`)
  }
})
