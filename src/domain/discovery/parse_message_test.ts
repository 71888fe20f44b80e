import assert from "node:assert/strict"
import { test } from "node:test"
import { hex } from "../../../tests/harness/vectors.ts"
import { AffiliateSchema, EndpointSchema } from "./generated/affiliate_pb.ts"
import { parseMessage } from "./parse_message.ts"

/** Encoded by hand: a tag is the field's number times 8, plus 2 for bytes or 0 for a number. */
test("fields are read in any order, and the last of several counts", () => {
  const message = parseMessage(EndpointSchema, hex("1001" + "0a0401020304" + "1002"))
  assert.deepEqual([message?.ip, message?.port], [Uint8Array.of(1, 2, 3, 4), 2])
})

test("no bytes are a message without fields", () => {
  assert.equal(parseMessage(AffiliateSchema, new Uint8Array())?.nodeId, "")
})

test("fields of a newer version are passed over", () => {
  const number = "f80601"
  const bytes = "fa0603aabbcc"
  const fixed = "f906" + "00".repeat(8) + "fd06" + "00".repeat(4)
  const group = "fb06" + "0801" + "fc06"
  const message = parseMessage(AffiliateSchema, hex(number + "0a026e31" + bytes + fixed + group))
  assert.equal(message?.nodeId, "n1")
  assert.equal(message?.$unknown, undefined)
})

test("what is no message is undefined", () => {
  const broken = {
    "cut short in a tag": "80",
    "cut short in a field": "0a056e31",
    "a length beyond the end": "0affffffff0f6e31",
    "a varint without end": "ff".repeat(11),
    "field number zero": "0001",
    "a group that does not end": "fb060801",
    "an end without its group": "fc06",
    "text that is not UTF-8": "0a01ff",
    "groups in groups in groups": "fb06".repeat(1000) + "fc06".repeat(1000),
  }
  for (const [what, text] of Object.entries(broken)) {
    assert.equal(parseMessage(AffiliateSchema, hex(text)), undefined, what)
  }
})
