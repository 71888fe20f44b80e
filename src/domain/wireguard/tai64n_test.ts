import assert from "node:assert/strict"
import { test } from "node:test"
import { toHex } from "../../../tests/harness/vectors.ts"
import { isLater, laterStamp, stampAfter, stampAt } from "./tai64n.ts"

// 2^62 + 10 + Unix seconds, then nanoseconds with the low 24 bits cleared (spec/wireguard.md 1.4).
test("a stamp is TAI seconds and whitened nanoseconds, big-endian", () => {
  assert.equal(toHex(stampAt(0)), "400000000000000a" + "00000000")
  assert.equal(toHex(stampAt(1_700_000_000_000_000)), "400000006553f10a" + "00000000")
  const nanos = 0x3b000000 - 1 - ((0x3b000000 - 1) % 1000)
  assert.equal(toHex(stampAt(1_700_000_000_000_000 + nanos / 1000)), "400000006553f10a" + "3a000000")
})

test("two instants within 16 ms may have one stamp, and the floor tells them apart", () => {
  const first = stampAt(1_700_000_000_000_000)
  const second = stampAt(1_700_000_000_000_001)
  assert.ok(!isLater(second, first))
  assert.ok(isLater(stampAfter(first, second), first))
})

test("a clock that stepped back keeps stamps growing", () => {
  let floor = stampAt(1_700_000_000_990_000)
  for (let i = 0; i < 200; i++) {
    const next = stampAfter(floor, stampAt(1_600_000_000_000_000))
    assert.ok(isLater(next, floor), `step ${i}`)
    assert.ok(new DataView(next.buffer).getUint32(8) < 1_000_000_000, "nanoseconds stay below a second")
    floor = next
  }
})

test("the order is lexicographic, not by any greater byte", () => {
  assert.ok(
    !isLater(Uint8Array.from([1, 255, ...new Array(10).fill(0)]), Uint8Array.from([2, ...new Array(11).fill(0)])),
  )
})

test("a stamp in the future of the floor is taken as it is", () => {
  const wanted = stampAt(1_800_000_000_000_000)
  assert.equal(stampAfter(stampAt(1_700_000_000_000_000), wanted), wanted)
  assert.equal(stampAfter(undefined, wanted), wanted)
})

test("of two stamps the later counts, of one that one", () => {
  const [early, late] = [stampAt(1_000_000), stampAt(2_000_000)]
  assert.equal(laterStamp(early, late), late)
  assert.equal(laterStamp(late, early), late)
  assert.equal(laterStamp(undefined, early), early)
  assert.equal(laterStamp(early, undefined), early)
  assert.equal(laterStamp(undefined, undefined), undefined)
})
