import assert from "node:assert/strict"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import {
  Arena,
  ARENA_LENGTH,
  INCOMING_LENGTH,
  MERGING_LENGTH,
  MOST_SEGMENTS,
  OUTGOING_LENGTH,
  PLACES,
} from "./arena.ts"
import { mergeRoom, PACKETS_MEMORY, segmentRoom } from "./packets.ts"
import { MOST_FLOWS } from "./tun_writer.ts"

const MSGHDR = 512

/** What is done at each place, at most, by those who use it. */
const NEEDED: Readonly<Record<keyof typeof PLACES, number>> = {
  statics: PACKETS_MEMORY,
  key: 32,
  nonce: 12,
  // An int of a cipher, or the 8 bytes of an eventfd.
  scratch: 8,
  // The bell, the TUN and two sockets.
  poll: 4 * 8,
  sending: MSGHDR,
  receiving: MSGHDR,
  segments: 8 * MOST_SEGMENTS,
  writes: 8 * MOST_SEGMENTS,
  tunRead: 10 + 65_536 + 64,
  outgoing: OUTGOING_LENGTH,
  incoming: INCOMING_LENGTH,
  merging: MERGING_LENGTH,
}

test("no place reaches into another, and all are inside", () => {
  const sorted = Object.entries(PLACES).map(([name, at]) => ({ name, at })).sort((a, b) => a.at - b.at)
  for (const [i, { name, at }] of sorted.entries()) {
    const needed = Object.entries(NEEDED).find(([other]) => other === name)?.[1] ?? 0
    const end = sorted[i + 1]?.at ?? ARENA_LENGTH
    assert.ok(at + needed <= end, `${name} ends before what comes next`)
  }
})

test("structures that the kernel reads lie at multiples of eight", () => {
  for (const place of [PLACES.poll, PLACES.sending, PLACES.receiving]) assert.equal(place % 8, 0)
})

test("there is room for what the wasm module may write, and what comes from the sockets", () => {
  assert.ok(mergeRoom(MOST_SEGMENTS, MOST_FLOWS) <= MERGING_LENGTH)
  assert.ok(2 * segmentRoom(512) <= OUTGOING_LENGTH)
  // A budget of 64 KiB for each of two sockets, and what the last call may bring beyond it.
  assert.ok(2 * (65_536 + 65_536 + 64) <= INCOMING_LENGTH)
})

test("an arena keeps its address, of which places are offsets", { skip }, () => {
  const arena = new Arena()
  assert.equal(arena.bytes.length, ARENA_LENGTH)
  assert.equal(arena.address(4_711) - arena.address(0), 4_711n)
  assert.throws(() => arena.memory.grow(1), RangeError)
  arena.setAddress(PLACES.sending, PLACES.incoming)
  assert.equal(arena.view.getBigUint64(PLACES.sending, true), arena.address(PLACES.incoming))
  const there = Deno.UnsafePointer.create(arena.address(PLACES.incoming))
  assert.ok(there !== null)
  arena.bytes[PLACES.incoming + 3] = 77
  assert.equal(new Deno.UnsafePointerView(there).getUint8(3), 77)
})

test("two arenas have nothing in common", { skip }, () => {
  const [one, two] = [new Arena(), new Arena()]
  const apart = one.address(0) - two.address(0)
  assert.ok((apart < 0n ? -apart : apart) >= BigInt(ARENA_LENGTH))
})
