import assert from "node:assert/strict"
import { test } from "node:test"
import { readControlMessages } from "./control_messages.ts"

// cmsg(3): size_t cmsg_len (header included), int cmsg_level, int cmsg_type, data; the next one 8-byte aligned.
const FIRST = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0]
const SECOND = [17, 0, 0, 0, 0, 0, 0, 0, 41, 0, 0, 0, 50, 0, 0, 0, 7]

test("control messages are read one after the other, the last one also without its padding", () => {
  const messages = readControlMessages(Uint8Array.from([...FIRST, ...SECOND]))
  assert.deepEqual(messages.map(({ level, type, data }) => [level, type, [...data]]), [
    [0, 2, [64, 0, 0, 0]],
    [41, 50, [7]],
  ])
})

test("none, and what was cut off, are not told of", () => {
  assert.deepEqual(readControlMessages(new Uint8Array(0)), [])
  assert.equal(readControlMessages(Uint8Array.from([...FIRST, ...SECOND.slice(0, 16)])).length, 1)
  assert.deepEqual(readControlMessages(new Uint8Array(16)), [])
})
