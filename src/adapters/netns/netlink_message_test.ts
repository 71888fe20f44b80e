import assert from "node:assert/strict"
import { test } from "node:test"
import { decodeAttributes, decodeMessages, encodeAttribute, encodeRequest, errnoIn } from "./netlink_message.ts"

// linux/netlink.h: nlmsg_len 4, nlmsg_type 2, nlmsg_flags 2, nlmsg_seq 4, nlmsg_pid 4; linux/netfilter/nfnetlink.h:
// nfgen_family 1, version 1, res_id 2. NLM_F_REQUEST is 1, NLM_F_DUMP 0x300.
test("a request has both headers and then its attributes", () => {
  const bytes = encodeRequest({ type: 0x101, flags: 0x300, sequence: 7, family: 2, attributes: Uint8Array.of(9, 9) })
  assert.deepEqual([...bytes], [22, 0, 0, 0, 1, 1, 1, 3, 7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 9, 9])
})

test("an attribute counts its header and is padded to four bytes", () => {
  assert.deepEqual([...encodeAttribute(0x8001, Uint8Array.of(1, 2, 3))], [7, 0, 1, 0x80, 1, 2, 3, 0])
  assert.deepEqual([...encodeAttribute(3, Uint8Array.of(1, 2, 3, 4))], [8, 0, 3, 0, 1, 2, 3, 4])
})

test("several messages come in one piece", () => {
  const first = encodeRequest({ type: 3, flags: 0, sequence: 1, family: 0, attributes: Uint8Array.of(5) })
  const second = encodeRequest({ type: 2, flags: 0, sequence: 2, family: 0 })
  const messages = decodeMessages(Uint8Array.of(...first, 0, 0, 0, ...second))
  assert.deepEqual(messages.map(({ type, sequence, body }) => [type, sequence, [...body]]), [
    [3, 1, [0, 0, 0, 0, 5]],
    [2, 2, [0, 0, 0, 0]],
  ])
})

test("attributes are found by type, whatever the flags in it", () => {
  const bytes = Uint8Array.of(
    0xff,
    0xff,
    ...encodeAttribute(0x8001, Uint8Array.of(1)),
    ...encodeAttribute(2, bytesOf(4)),
  )
  const attributes = decodeAttributes(bytes, 2)
  assert.deepEqual([...attributes].map(([type, value]) => [type, [...value]]), [[1, [1]], [2, [0, 1, 2, 3]]])
})

test("what was cut off, and a length of nothing, end the reading", () => {
  assert.deepEqual(decodeMessages(new Uint8Array(20)), [])
  assert.equal(decodeAttributes(Uint8Array.of(9, 0, 1, 0, 1)).size, 0)
  assert.equal(decodeAttributes(Uint8Array.of(0, 0, 1, 0, 1)).size, 0)
})

test("an error has the errno negated, and zero when all is well", () => {
  const error = (number: number) => ({ type: 2, sequence: 1, body: new Uint8Array(Int32Array.of(number, 0).buffer) })
  assert.equal(errnoIn(error(-2)), 2)
  assert.equal(errnoIn(error(0)) === 0, true)
  assert.equal(errnoIn({ type: 3, sequence: 1, body: new Uint8Array(0) }), 0)
})

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index)
