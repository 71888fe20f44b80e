import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { checksumOf } from "../../../tests/harness/frames.ts"
import { markCongestion, outerEcn } from "./ecn.ts"

// RFC 3168 5: not-ECT 00, ECT(1) 01, ECT(0) 10, CE 11.
const CODES = [0, 1, 2, 3]

/** RFC 791: the two bits are the lowest of the second byte; RFC 8200 3: they are bits 20 and 21 of the first word. */
function packet(family: "v4" | "v6", ecn: number, dscp = 0x2a): Uint8Array {
  const bytes = new Uint8Array(48).fill(0xa5)
  const trafficClass = (dscp << 2) | ecn
  if (family === "v6") {
    bytes.set([0x60 | (trafficClass >> 4), ((trafficClass & 15) << 4) | 0x0d, 0xbe, 0xef])
    return bytes
  }
  bytes.set([0x45, trafficClass, 0, 48])
  bytes.set([0, 0], 10)
  const sum = checksumOf(bytes.subarray(0, 20))
  bytes.set([sum >> 8, sum & 0xff], 10)
  return bytes
}

/** As it is found in the arena: in the midst of other bytes. */
function marked(inner: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(100)
  bytes.set(inner, 13)
  markCongestion(bytes, 13)
  assert.ok([...bytes.subarray(0, 13), ...bytes.subarray(61)].every((byte) => byte === 0), "nothing else is touched")
  return bytes.slice(13, 61)
}

// Linux, include/net/inet_ecn.h, INET_ECN_encapsulate.
test("the outer header offers what the inner one does, and of a congestion only that it would be understood", () => {
  for (const family of ["v4", "v6"] as const) {
    assert.deepEqual(CODES.map((code) => outerEcn(packet(family, code), 0)), [0, 1, 2, 2])
  }
})

// RFC 6040 4.2, figure 4, the column of an outer CE; a packet that is not-ECT inside stays, as with Linux' WireGuard.
test("a mark of the outer header reaches an inner one that understands it, and changes nothing else", () => {
  for (const family of ["v4", "v6"] as const) {
    const after = CODES.map((code) => marked(packet(family, code)))
    const expected = [0, 3, 3, 3].map((code) => packet(family, code))
    assert.deepEqual(after, expected)
  }
})

test("the header checksum is right afterwards if it was before, and as wrong as before if it was not", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.boolean(), (header, isRight) => {
      const before = new Uint8Array(48)
      before.set(header)
      before[0] = 0x45
      before[1] = ((before[1] ?? 0) & 0xfc) | 1
      if (isRight) {
        before.set([0, 0], 10)
        const sum = checksumOf(before.subarray(0, 20))
        before.set([sum >> 8, sum & 0xff], 10)
      }
      const after = marked(before)
      assert.equal(checksumOf(after.subarray(0, 20)) === 0, checksumOf(before.subarray(0, 20)) === 0)
    }),
    { numRuns: 500 },
  )
})
