import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { readFlow, readName, readState } from "./conntrack_entry.ts"
import { encodeAttribute } from "./netlink_message.ts"

const NESTED = 0x8000
const nested = (type: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  encodeAttribute(NESTED | type, Uint8Array.from(parts.flatMap((part) => [...part])))

/** CTA_TUPLE_IP (1): CTA_IP_V4_SRC 1, _V4_DST 2; CTA_TUPLE_PROTO (2): CTA_PROTO_NUM 1, _SRC_PORT 2, _DST_PORT 3. */
const tuple = (type: number, octets: readonly (readonly number[])[], protocol = 17): Uint8Array => {
  const [source = [], destination = []] = octets
  const firstType = source.length === 4 ? 1 : 3
  return nested(
    type,
    nested(
      1,
      encodeAttribute(firstType, Uint8Array.from(source)),
      encodeAttribute(firstType + 1, Uint8Array.from(destination)),
    ),
    nested(
      2,
      encodeAttribute(1, Uint8Array.of(protocol)),
      encodeAttribute(2, Uint8Array.of(0xca, 0x6c)),
      encodeAttribute(3, Uint8Array.of(0xca, 0x6d)),
    ),
  )
}

const messageOf = (family: number, ...attributes: readonly Uint8Array[]) => ({
  type: 0x100,
  sequence: 1,
  body: Uint8Array.from([family, 0, 0, 0, ...attributes.flatMap((attribute) => [...attribute])]),
})

const V4 = [tuple(1, [[10, 0, 0, 2], [192, 0, 2, 9]]), tuple(2, [[192, 0, 2, 9], [203, 0, 113, 1]])]

test("a flow tells both of its directions", () => {
  assert.deepEqual(readFlow(messageOf(2, ...V4)), {
    family: "v4",
    original: { source: endpoint("10.0.0.2:51820"), destination: endpoint("192.0.2.9:51821") },
    reply: { source: endpoint("192.0.2.9:51820"), destination: endpoint("203.0.113.1:51821") },
  })
})

test("a flow of IPv6 has its own attributes", () => {
  const [here, there] = [[0x20, 1, 0xd, 0xb8, ...zeros(11), 1], [0x20, 1, 0xd, 0xb8, ...zeros(11), 2]]
  const flow = readFlow(messageOf(10, tuple(1, [here, there]), tuple(2, [there, here])))
  assert.deepEqual(flow?.original.source, endpoint("[2001:db8::1]:51820"))
  assert.deepEqual(flow?.reply.source, endpoint("[2001:db8::2]:51820"))
})

test("other protocols, and half an entry, are no flow", () => {
  assert.equal(readFlow(messageOf(2, tuple(1, [[10, 0, 0, 2], [192, 0, 2, 9]], 6), V4[1] ?? zeros(0))), undefined)
  assert.equal(readFlow(messageOf(2, V4[0] ?? zeros(0))), undefined)
})

// nf_conntrack_common.h: IPS_SEEN_REPLY 2, IPS_ASSURED 4, IPS_CONFIRMED 8. CTA_STATUS is 3, CTA_TIMEOUT 7.
test("the state of an entry is in its status bits and its timeout", () => {
  const state = (bits: number) => {
    const status = encodeAttribute(3, Uint8Array.of(0, 0, 0, bits))
    return readState(messageOf(2, ...V4, status, encodeAttribute(7, Uint8Array.of(0, 0, 1, 4))))
  }
  assert.deepEqual(state(8), { isReplied: false, isAssured: false, timeout: 260 })
  assert.deepEqual(state(8 | 2), { isReplied: true, isAssured: false, timeout: 260 })
  assert.deepEqual(state(8 | 4 | 2), { isReplied: true, isAssured: true, timeout: 260 })
})

test("an entry is asked for by what the kernel called it, its zone included", () => {
  const [original = zeros(0)] = V4
  assert.deepEqual(readName(messageOf(2, ...V4)), { family: 2, attributes: original })
  const zone = encodeAttribute(18, Uint8Array.of(0, 5))
  assert.deepEqual(readName(messageOf(2, ...V4, zone)).attributes, Uint8Array.of(...original, ...zone))
})

const zeros = (count: number): Uint8Array => new Uint8Array(count)
