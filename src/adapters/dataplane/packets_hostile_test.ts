/**
 * Headers that lie. A read beyond what was given is seen in two ways: what is given ends where the memory does, so that it
 * would trap; and what surrounds it is changed, which must change nothing. Writes are seen by what surrounds the areas.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { arena, placesIn } from "../../../tests/harness/arena.ts"
import { streams } from "../../../tests/harness/stream_arbitraries.ts"
import { segmentsOf, type Stream, superPacket } from "../../../tests/harness/super_packets.ts"
import { writeU16 } from "../../domain/bytes.ts"
import { mergeRoom, PACKETS_MEMORY, segmentRoom } from "./packets.ts"

const here = arena(8)
const { bytes, packets, read } = here
const CAPACITY = 50
const TABLE = 5000
const OUT = 6144
const OUT_END = OUT + segmentRoom(CAPACITY)
const FILL = 0xa5

/** Up to four of the first 100 bytes replaced, and perhaps some of the end missing; the IP length may still be right. */
const distorted = (whole: fc.Arbitrary<Uint8Array>, ipAt: number): fc.Arbitrary<Uint8Array> => {
  const changes = fc.array(fc.tuple(fc.nat(99), fc.oneof(fc.nat(255), fc.constantFrom(0, 43, 60))), { maxLength: 4 })
  const left = fc.oneof(fc.constant(65_535), fc.nat(120), fc.nat(3000))
  return fc.tuple(whole, changes, left, fc.boolean()).map(([whole, changes, left, refit]) => {
    const copy = whole.slice(0, left)
    for (const [at, to] of changes) if (at < copy.length) copy[at] = to
    if (refit && copy.length >= ipAt + 40) refitLength(copy.subarray(ipAt))
    return copy
  })
}

function refitLength(packet: Uint8Array): void {
  if ((packet[0] ?? 0) >> 4 === 4) writeU16(packet, 2, packet.length)
  else writeU16(packet, 4, packet.length - 40)
}

const extended = fc.nat(2).map((words) => Uint8Array.of(6, words, 1, 4 + 8 * words, ...new Uint8Array(4 + 8 * words)))

/** Some with extension headers, which say that TCP follows. */
const anyStreams = fc.tuple(streams, fc.option(extended)).map(([stream, options]): Stream =>
  options === null ? stream : { ...stream, ip: { ...stream.ip, version: 6, options, firstExtension: 60 } }
)

const reads = fc.oneof(distorted(anyStreams.map(superPacket), 10), fc.uint8Array({ maxLength: 200 }))

/** What came out of a read that has this byte all around it: the result, the table and the packets. */
function segmentedAmid(source: Uint8Array, at: number, around: number): readonly unknown[] {
  bytes.fill(around, PACKETS_MEMORY)
  bytes.fill(FILL, PACKETS_MEMORY, OUT_END + 1024)
  bytes.set(source, at)
  const result = packets.segment(at, source.length, OUT, TABLE, CAPACITY, 1420)
  assert.deepEqual(read(at, source.length), source)
  for (const [from, to] of [[PACKETS_MEMORY, TABLE], [TABLE + 8 * CAPACITY, OUT], [OUT_END, OUT_END + 1024]] as const) {
    assert.ok(bytes.subarray(from, to).every((byte) => byte === FILL), `written between ${from} and ${to}`)
  }
  return [result, read(TABLE, 8 * CAPACITY), read(OUT, OUT_END - OUT)]
}

test("cutting reads and writes only where it may, whatever the headers say", () => {
  fc.assert(
    fc.property(reads, (source) => {
      const atTheEnd = segmentedAmid(source, bytes.length - source.length, 0)
      const inTheMiddle = bytes.length - source.length - 66_000
      assert.deepEqual(segmentedAmid(source, inTheMiddle, 0xff), atTheEnd)
      assert.deepEqual(segmentedAmid(source, inTheMiddle, 6), atTheEnd)
    }),
    { numRuns: 400 },
  )
})

const AREA = 8192
const TO = 6000

/** What is written of two packets, the second with this byte all around it. */
function mergedAmid(first: Uint8Array, next: Uint8Array, at: number, around: number): readonly unknown[] {
  bytes.fill(around, PACKETS_MEMORY)
  packets.mergeReset(AREA, 4, 1, 1)
  bytes.set(first, at - 100 - first.length)
  const before = packets.mergeAdd(at - 100 - first.length, first.length)
  bytes.set(next, at)
  const result = packets.mergeAdd(at, next.length)
  assert.deepEqual(read(at, next.length), next)
  assert.deepEqual(read(at - 100, 84), new Uint8Array(84).fill(around))
  if (at + next.length < bytes.length) assert.equal(bytes[at + next.length], around)
  assert.equal(bytes[AREA - 1], around)
  assert.equal(bytes[AREA + mergeRoom(4, 1)], around)
  const writes = placesIn(here, TO, packets.mergeFlush(TO)).map(([at, length]) => read(at, length))
  return [before, result, ...writes]
}

test("merging reads and writes only where it may, whatever the headers say", () => {
  const pair = anyStreams.map((stream) =>
    segmentsOf({ ...stream, payload: stream.payload.subarray(0, 2 * stream.most) })
  )
  const distortedPair = fc.tuple(pair, fc.nat(1)).chain(([[first, next], which]) => {
    const one = first ?? new Uint8Array()
    const other = next ?? one
    return fc.tuple(
      which === 0 ? distorted(fc.constant(one), 0) : fc.constant(one),
      which === 1 ? distorted(fc.constant(other), 0) : fc.constant(other),
    )
  })
  fc.assert(
    fc.property(distortedPair, ([first, next]) => {
      const atTheEnd = mergedAmid(first, next, bytes.length - next.length, 0)
      const inTheMiddle = bytes.length - next.length - 66_000
      assert.deepEqual(mergedAmid(first, next, inTheMiddle, 0xff), atTheEnd)
      assert.deepEqual(mergedAmid(first, next, inTheMiddle, 6), atTheEnd)
    }),
    { numRuns: 500 },
  )
})
