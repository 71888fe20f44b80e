import assert from "node:assert/strict"
import { test } from "node:test"
import * as message from "./message.ts"

const typed = (length: number, ...head: number[]): Uint8Array => {
  const bytes = new Uint8Array(length)
  bytes.set(head)
  return bytes
}

const kindOf = (bytes: Uint8Array): string => {
  if (message.isInitiation(bytes)) return "initiation"
  if (message.isResponse(bytes)) return "response"
  if (message.isCookieReply(bytes)) return "cookie reply"
  return message.isTransport(bytes) ? "transport" : "none"
}

// Lengths of spec/wireguard.md 1.2.
test("a message is known by its type and its exact length", () => {
  assert.equal(kindOf(typed(148, 1)), "initiation")
  assert.equal(kindOf(typed(92, 2)), "response")
  assert.equal(kindOf(typed(64, 3)), "cookie reply")
  assert.equal(kindOf(typed(32, 4)), "transport")
  assert.equal(kindOf(typed(65535, 4)), "transport")
})

test("any other length, type or reserved byte is none", () => {
  for (const length of [0, 1, 4, 31, 147, 149, 92]) {
    assert.equal(kindOf(typed(length, ...(length > 0 ? [1] : []))), "none")
  }
  for (const length of [91, 93]) assert.equal(kindOf(typed(length, 2)), "none")
  for (const length of [63, 65]) assert.equal(kindOf(typed(length, 3)), "none")
  assert.equal(kindOf(typed(31, 4)), "none")
  for (const head of [[0], [5], [255], [1, 1], [1, 0, 1], [1, 0, 0, 1]]) {
    assert.equal(kindOf(typed(148, ...head)), "none")
  }
  assert.equal(kindOf(typed(64, 4, 0, 0, 128)), "none")
})

test("fields lie where the paper puts them", () => {
  const initiation = message.newInitiation(0x01020304)
  assert.deepEqual([...initiation.subarray(0, 8)], [1, 0, 0, 0, 4, 3, 2, 1])
  const offsetsIn = (whole: Uint8Array) => (part: Uint8Array) => {
    const start = part.byteOffset - whole.byteOffset
    return [start, start + part.length]
  }
  let offsets = offsetsIn(initiation)
  assert.deepEqual(offsets(message.field.initiation.ephemeral(initiation)), [8, 40])
  assert.deepEqual(offsets(message.field.initiation.encryptedStatic(initiation)), [40, 88])
  assert.deepEqual(offsets(message.field.initiation.encryptedTimestamp(initiation)), [88, 116])
  assert.deepEqual(offsets(message.mac1Of(initiation)), [116, 132])
  assert.deepEqual(offsets(message.mac2Of(initiation)), [132, 148])
  assert.deepEqual(offsets(message.mac1Input(initiation)), [0, 116])
  assert.deepEqual(offsets(message.mac2Input(initiation)), [0, 132])
  const response = message.newResponse(1, 2)
  offsets = offsetsIn(response)
  assert.deepEqual([message.senderIndex(response), message.responseReceiver(response)], [1, 2])
  assert.deepEqual(offsets(message.field.response.ephemeral(response)), [12, 44])
  assert.deepEqual(offsets(message.field.response.encryptedNothing(response)), [44, 60])
  assert.deepEqual(offsets(message.mac1Of(response)), [60, 76])
  const reply = message.newCookieReply(9)
  offsets = offsetsIn(reply)
  assert.equal(message.receiverIndex(reply), 9)
  assert.deepEqual(offsets(message.field.cookieReply.nonce(reply)), [8, 32])
  assert.deepEqual(offsets(message.field.cookieReply.encryptedCookie(reply)), [32, 64])
})

test("the transport counter is 64 bits, little-endian, in two words", () => {
  const data = message.newTransport(7, 16)
  message.setCounter(data, 0x80000001, 0xfffffffe)
  assert.deepEqual([...data.subarray(8, 16)], [0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0x80])
  assert.deepEqual([message.counterHigh(data), message.counterLow(data)], [0x80000001, 0xfffffffe])
  assert.equal(message.sealedPayload(data).length, 16)
})
