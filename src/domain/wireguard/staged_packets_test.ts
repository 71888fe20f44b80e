import assert from "node:assert/strict"
import { test } from "node:test"
import { StagedPackets } from "./staged_packets.ts"

test("packets come out in order, once", () => {
  const staged = new StagedPackets()
  assert.ok(staged.isEmpty)
  for (let i = 0; i < 3; i++) staged.add(Uint8Array.of(i))
  assert.deepEqual(staged.take().map((packet) => packet[0]), [0, 1, 2])
  assert.ok(staged.isEmpty)
})

// 128 packets per peer, drops the oldest: kernel and wireguard-go of 2022 (spec/wireguard.md 1.10).
test("beyond 128 the oldest gives way", () => {
  const staged = new StagedPackets()
  for (let i = 0; i < 130; i++) staged.add(Uint8Array.of(i))
  const packets = staged.take()
  assert.equal(packets.length, 128)
  assert.equal(packets[0]?.[0], 2)
  assert.equal(packets.at(-1)?.[0], 129)
})

test("what waits is a copy: the caller may use its buffer again", () => {
  const staged = new StagedPackets()
  const buffer = Buffer.from([1, 2, 3])
  staged.add(buffer)
  buffer.fill(9)
  assert.deepEqual(staged.take().map((packet) => [...packet]), [[1, 2, 3]])
})
