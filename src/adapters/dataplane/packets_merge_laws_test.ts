/** Merging loses nothing: cut again, every write gives back the packets that came, and each flow its order. */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import {
  ACK,
  checksum,
  ECE,
  ip,
  pseudoHeader,
  PSH,
  tcp,
  tcpPacket,
  udpPacket,
} from "../../../tests/harness/ip_packets.ts"
import { cut, desk, flushed, merged } from "../../../tests/harness/merge_desk.ts"
import { ipFields, payloadOf, streams } from "../../../tests/harness/stream_arbitraries.ts"
import { segmentsOf, type Stream, superPacket } from "../../../tests/harness/super_packets.ts"
import { toHex } from "../../../tests/harness/vectors.ts"
import { MERGE_FULL, MERGE_TAKEN, mergeRoom, PACKETS_MEMORY } from "./packets.ts"

/** Streams of which all segments may be merged. */
const mergeable = fc.tuple(streams, fc.constantFrom(ACK, ACK | PSH, ACK | ECE)).map(([stream, flags]): Stream => {
  const most = Math.max(stream.most, Math.ceil(stream.payload.length / 60))
  return { ...stream, most, transport: "flags" in stream.transport ? { ...stream.transport, flags } : stream.transport }
}).filter(({ payload, most }) => payload.length > most)

test("the segments of any stream become the super-packet that they were", () => {
  fc.assert(
    fc.property(mergeable, (stream) => assert.deepEqual(merged(segmentsOf(stream)), [superPacket(stream)])),
    { numRuns: 200 },
  )
})

/** Protocol, addresses and ports: what must keep its order. */
const flowOf = (packet: Uint8Array): string => {
  const isV4 = (packet[0] ?? 0) >> 4 === 4
  const ports = isV4 ? packet.subarray(20, 24) : packet.subarray(40, 44)
  const addresses = isV4 ? packet.subarray(12, 20) : packet.subarray(8, 40)
  return [packet[isV4 ? 9 : 6], toHex(addresses), toHex(ports)].join()
}

/** Where fragmenting is forbidden the identification says nothing, and merging forgets it. */
const withoutId = (packet: Uint8Array): string => {
  const copy = packet.slice()
  if ((copy[0] ?? 0) >> 4 === 4 && ((copy[6] ?? 0) & 0x40) !== 0) {
    copy.fill(0, 4, 6)
    copy.fill(0, 10, 12)
  }
  return toHex(copy)
}

const byFlow = (packets: readonly Uint8Array[]): Readonly<Record<string, readonly string[]>> => {
  const flows: Record<string, string[]> = {}
  for (const packet of packets) (flows[flowOf(packet)] ??= []).push(withoutId(packet))
  return flows
}

/** A packet of one of a few flows. A step says how it differs from what its flow would send next. */
interface Step {
  readonly flow: number
  readonly kind: "next" | "push" | "short" | "ack" | "lost" | "marked" | "fin" | "damaged" | "fragment" | "datagram"
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    flow: fc.nat(5),
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant<Step["kind"]>("next") },
      { weight: 4, arbitrary: fc.constant<Step["kind"]>("datagram") },
      {
        weight: 3,
        arbitrary: fc.constantFrom<Step["kind"]>(
          "push",
          "short",
          "ack",
          "lost",
          "marked",
          "fin",
          "damaged",
          "fragment",
        ),
      },
    ),
  }),
  { maxLength: 120 },
)

function played(steps: readonly Step[]): readonly Uint8Array[] {
  const sequences = [0, 0, 0, 0, 0, 0].map((_, i) => (0xffff0000 + 30_000 * i) >>> 0)
  let id = 0
  return steps.map(({ flow, kind }, i) => {
    const own = {
      ...ip,
      version: flow % 2 === 0 ? 4 as const : 6 as const,
      source: flow >> 1,
      id: id++,
      dontFragment: flow !== 2,
      trafficClass: kind === "marked" ? 3 : 0,
    }
    const length = kind === "ack" ? 0 : kind === "short" ? 20 : 100 + flow
    if (kind === "datagram") return udpPacket(own, [flow, 7], payloadOf(length, i))
    const sequence = ((sequences[flow] ?? 0) + (kind === "lost" ? 500 : 0)) >>> 0
    sequences[flow] = (sequence + length) >>> 0
    const flags = kind === "push" ? ACK | PSH : kind === "fin" ? ACK | 1 : ACK
    const packet = tcpPacket(own, { ...tcp, sequence, flags }, payloadOf(length, i))
    if (kind === "damaged") packet[packet.length - 1] = (packet[packet.length - 1] ?? 0) ^ 1
    if (kind === "fragment" && own.version === 4) packet[6] = 0x20
    return packet
  })
}

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
