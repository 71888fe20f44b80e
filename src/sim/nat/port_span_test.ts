import assert from "node:assert/strict"
import { test } from "node:test"
import { PLAIN_NAT } from "./plain_nat.ts"
import { isEmpty, isWithin, narrowed, spanFor } from "./port_span.ts"
import type { NatProfile } from "./rfc4787.ts"

const bounds = (change: Partial<NatProfile>, insidePort: number): readonly number[] => {
  const { first, last } = spanFor({ ...PLAIN_NAT, ...change }, insidePort)
  return [first, last]
}

test("unless a range was given, ports need no privileges", () => {
  assert.deepEqual(bounds({}, 443), [1024, 65535])
  assert.deepEqual(bounds({ portRange: [2000, 3000] }, 443), [2000, 3000])
})

// RFC 4787 REQ-3a.
test("with classes, ports up to 1023 stay there and others stay above", () => {
  assert.deepEqual(bounds({ rangeClass: true }, 443), [1, 1023])
  assert.deepEqual(bounds({ rangeClass: true }, 1023), [1, 1023])
  assert.deepEqual(bounds({ rangeClass: true }, 1024), [1024, 65535])
  assert.deepEqual(bounds({ rangeClass: true, portRange: [512, 4000] }, 443), [512, 1023])
  assert.deepEqual(bounds({ rangeClass: true, portRange: [512, 4000] }, 51820), [1024, 4000])
})

test("a range may leave nothing of a class", () => {
  assert.ok(isEmpty(spanFor({ ...PLAIN_NAT, rangeClass: true, portRange: [2000, 3000] }, 443)))
  assert.ok(!isEmpty(spanFor({ ...PLAIN_NAT, rangeClass: true, portRange: [1023, 3000] }, 443)))
})

// RFC 4787 section 4.2.2.
test("with parity, even ports stay even and odd ones odd", () => {
  const [even, odd] = [4000, 4001].map((port) => spanFor({ ...PLAIN_NAT, parity: true }, port))
  assert.ok(even && odd)
  assert.deepEqual([5000, 5001].map((port) => isWithin(even, port)), [true, false])
  assert.deepEqual([5000, 5001].map((port) => isWithin(odd, port)), [false, true])
})

test("both ends of a span are in it, narrowed or not", () => {
  const span = { first: 10, last: 20, parity: undefined }
  assert.deepEqual([9, 10, 20, 21].map((port) => isWithin(span, port)), [false, true, true, false])
  assert.deepEqual(narrowed(span, 15, 30), { first: 15, last: 20, parity: undefined })
  assert.ok(isEmpty(narrowed(span, 21, 30)))
})
