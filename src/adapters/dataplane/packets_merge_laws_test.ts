/** Merging loses nothing: cut again, every write gives back the packets that came, and each flow its order. */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { checksum, ip, pseudoHeader, tcp, tcpPacket, udpPacket } from "../../../tests/harness/ip_packets.ts"
import { cut, desk, flushed, merged } from "../../../tests/harness/merge_desk.ts"
import { ipFields, mergeable, payloadOf } from "../../../tests/harness/stream_arbitraries.ts"
import { segmentsOf, superPacket } from "../../../tests/harness/super_packets.ts"
import { byFlow, played, steps } from "../../../tests/harness/flow_steps.ts"
import { MERGE_FULL, MERGE_TAKEN, mergeRoom, PACKETS_MEMORY } from "./packets.ts"

test("the segments of any stream become the super-packet that they were", () => {
  fc.assert(
    fc.property(mergeable, (stream) => assert.deepEqual(merged(segmentsOf(stream)), [superPacket(stream)])),
    { numRuns: 200 },
  )
})

test("every flow keeps its packets and their order, in whatever order flows take turns", () => {
  const shape = fc.record({
    items: fc.integer({ min: 1, max: 30 }),
    buffers: fc.nat(4),
    udp: fc.constantFrom<0 | 1>(0, 1),
  })
  fc.assert(
    fc.property(steps, shape, (steps, shape) => {
      const packets = played(steps)
      const writes = merged(packets, { ...shape, padding: 5 })
      assert.deepEqual(byFlow(writes.flatMap(cut)), byFlow(packets))
    }),
    { numRuns: 300 },
  )
})

test("a super-packet's header checksum and pseudo-header sum are right", () => {
  fc.assert(
    fc.property(mergeable, (stream) => {
      const [whole] = merged(segmentsOf(stream))
      assert.ok(whole)
      const packet = whole.subarray(10)
      const start = stream.ip.version === 4 ? 20 : 40
      if (stream.ip.version === 4) assert.equal(checksum(packet.subarray(0, 20)), 0)
      const protocol = packet[stream.ip.version === 4 ? 9 : 6] ?? 0
      const field = start + (protocol === 6 ? 16 : 6)
      const pseudo = ~checksum(pseudoHeader(packet, protocol, packet.length - start)) & 0xffff
      assert.equal(((packet[field] ?? 0) << 8) | (packet[field + 1] ?? 0), pseudo)
    }),
    { numRuns: 50 },
  )
})

const AREA = 65_536
const ITEMS = 4
const BUFFERS = 2
const PACKET = 400_000

test("a table that is full says so, and takes the packet after a flush", () => {
  const one = udpPacket(ip, [1, 2], payloadOf(10, 1))
  desk.packets.mergeReset(AREA, ITEMS, BUFFERS, 0)
  for (let i = 0; i <= ITEMS; i++) {
    const at = PACKET + 64 * i
    desk.bytes.set(one, at)
    assert.equal(desk.packets.mergeAdd(at, one.length), i < ITEMS ? MERGE_TAKEN : MERGE_FULL)
  }
  assert.equal(flushed().length, ITEMS)
  assert.equal(desk.packets.mergeAdd(PACKET, one.length), MERGE_TAKEN)
  assert.equal(flushed().length, 1)
  assert.equal(flushed().length, 0)
})

/** Packets with some bytes of their headers replaced. */
const damaged = fc.tuple(
  ipFields,
  fc.boolean(),
  fc.nat(60),
  fc.array(fc.tuple(fc.nat(59), fc.nat(255)), { maxLength: 3 }),
).map(([ip, isUdp, length, changes]) => {
  const packet = isUdp ? udpPacket(ip, [1, 2], payloadOf(length, 0)) : tcpPacket(ip, tcp, payloadOf(length, 0))
  for (const [at, to] of changes) if (at < packet.length) packet[at] = to
  return packet.subarray(0, packet.length - (changes.length > 2 ? 5 : 0))
})

test("garbage is refused or written as it came, and nothing else is touched", () => {
  const garbage = fc.oneof(damaged, fc.uint8Array({ maxLength: 100 }))
  fc.assert(
    fc.property(fc.array(garbage, { maxLength: 6 }), (packets) => {
      desk.bytes.fill(0xa5, PACKETS_MEMORY)
      desk.packets.mergeReset(AREA, ITEMS, BUFFERS, 1)
      packets.forEach((packet, i) => desk.bytes.set(packet, PACKET + 256 * i))
      const results = packets.map(({ length }, i) => desk.packets.mergeAdd(PACKET + 256 * i, length))
      for (const [i, packet] of packets.entries()) {
        const at = PACKET + 256 * i
        assert.deepEqual(desk.read(at, packet.length), packet)
        const room = results[i] === MERGE_TAKEN ? 10 : 0
        assert.ok(desk.read(at - 26, 26 - room).every((byte) => byte === 0xa5))
      }
      desk.packets.mergeFlush(PACKETS_MEMORY)
      const outside = [[PACKETS_MEMORY + 8 * ITEMS, AREA], [AREA + mergeRoom(ITEMS, BUFFERS), PACKET - 16]] as const
      for (const [from, to] of outside) assert.ok(desk.bytes.subarray(from, to).every((byte) => byte === 0xa5))
    }),
    { numRuns: 60 },
  )
})
