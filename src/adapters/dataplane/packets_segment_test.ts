/** Super-packets cut into what they stand for. The packets expected are built from the same fields, not from the whole. */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { arena, placesIn } from "../../../tests/harness/arena.ts"
import {
  ACK,
  checksum,
  CWR,
  ECE,
  FIN,
  ip,
  pseudoHeader,
  PSH,
  TCP,
  tcp,
  tcpPacket,
  udpPacket,
} from "../../../tests/harness/ip_packets.ts"
import { streams } from "../../../tests/harness/stream_arbitraries.ts"
import { GSO_ECN, segmentsOf, type Stream, superPacket, vnetHeader } from "../../../tests/harness/super_packets.ts"
import { concatBytes, writeU16 } from "../../domain/bytes.ts"
import { paddedLength } from "../../domain/wireguard/padding.ts"
import { SEGMENT_MALFORMED, SEGMENT_TOO_LONG, segmentRoom } from "./packets.ts"

const SOURCE = 4096
const TABLE = 73_728
const OUT = 81_920
const CAPACITY = 256
const here = arena(8)
const { bytes, packets, read } = here

/** The packets that `segment` makes of one read, or its refusal. */
function segmented(source: Uint8Array, capacity = CAPACITY, mtu = 1420): readonly Uint8Array[] | number {
  bytes.set(source, SOURCE)
  const count = packets.segment(SOURCE, source.length, OUT, TABLE, capacity, mtu)
  return count < 0 ? count : placesIn(here, TABLE, count).map(([at, length]) => read(at, length))
}

const payload = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff)

const stream: Stream = { ip, transport: tcp, payload: payload(5000), most: 1368 }

const holds = (stream: Stream): void => assert.deepEqual(segmented(superPacket(stream)), segmentsOf(stream))

test("a TCP super-packet becomes its segments, on IPv4 and IPv6", () => {
  holds(stream)
  holds({ ...stream, ip: { ...ip, version: 6 } })
})

test("a UDP super-packet becomes its datagrams", () => {
  for (const version of [4, 6] as const) holds({ ...stream, ip: { ...ip, version }, transport: [5000, 53] })
})

test("the last segment alone ends and pushes, the first alone has CWR, and all have ECE", () => {
  const flags = ACK | PSH | FIN | CWR | ECE
  const whole = superPacket({ ...stream, transport: { ...tcp, flags } })
  whole[1] = (whole[1] ?? 0) | GSO_ECN
  const cut = segmented(whole)
  assert.ok(Array.isArray(cut))
  assert.deepEqual(cut.map((one) => one[33]), [ACK | ECE | CWR, ACK | ECE, ACK | ECE, ACK | ECE | PSH | FIN])
})

test("identification and sequence number go round", () => {
  holds({ ...stream, ip: { ...ip, id: 0xfffe }, transport: { ...tcp, sequence: 0xfffffff0 } })
})

test("any stream becomes what it stands for", () => {
  fc.assert(fc.property(streams, holds), { numRuns: 300 })
})

test("IPv6 extension headers before TCP are kept", () => {
  const options = Uint8Array.of(60, 0, 1, 4, 0, 0, 0, 0, 6, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  holds({ ...stream, ip: { ...ip, version: 6, options, firstExtension: 0 } })
})

test("IPv4 options are kept", () => {
  holds({ ...stream, ip: { ...ip, options: Uint8Array.of(1, 1, 1, 0) } })
})

// RFC 768: a checksum that comes out as zero is sent as all ones.
test("a datagram's checksum is never zero", () => {
  const bare = { ...stream, transport: [1, 2] as const, payload: new Uint8Array(4), most: 2 }
  const [first] = segmentsOf(bare)
  const rest = ((first?.[26] ?? 0) << 8) | (first?.[27] ?? 0)
  const even = Uint8Array.of(rest >> 8, rest & 0xff, 0, 0)
  assert.equal(segmentsOf({ ...bare, payload: even })[0]?.[26], 0xff)
  holds({ ...bare, payload: even })
})

test("a packet that is whole comes as it is", () => {
  for (const packet of [tcpPacket(ip, tcp, payload(100)), udpPacket({ ...ip, version: 6 }, [1, 2], payload(3))]) {
    assert.deepEqual(segmented(concatBytes(vnetHeader({}), packet)), [packet])
  }
})

test("a checksum that was left open is finished", () => {
  const packet = tcpPacket(ip, tcp, payload(333))
  const unfinished = superPacket({ ...stream, payload: payload(333) }).subarray(10)
  const header = vnetHeader({ flags: 1, start: 20, offset: 16 })
  assert.deepEqual(segmented(concatBytes(header, unfinished)), [packet])
})

// skb_checksum_help writes all ones for zero, whatever the protocol.
test("a checksum that comes out as zero is written as ones", () => {
  const packet = tcpPacket(ip, tcp, Uint8Array.of(0, 0))
  packet.copyWithin(52, 36, 38)
  writeU16(packet, 36, ~checksum(pseudoHeader(packet, TCP, 34)) & 0xffff)
  const got = segmented(concatBytes(vnetHeader({ flags: 1, start: 20, offset: 16 }), packet))
  assert.ok(Array.isArray(got))
  assert.deepEqual([...got[0].subarray(36, 38)], [0xff, 0xff])
})

test("a message begins where the tag of the one before ends, and the padding is zeroed", () => {
  for (const mtu of [0, 1280, 1420, 1500]) {
    bytes.fill(0xa5, OUT, OUT + segmentRoom(CAPACITY))
    bytes.set(superPacket(stream), SOURCE)
    const count = packets.segment(SOURCE, 10 + 52 + 5000, OUT, TABLE, CAPACITY, mtu)
    let next = OUT
    for (const [at, length] of placesIn(here, TABLE, count)) {
      assert.equal(at, next + 16)
      const padded = paddedLength(length, mtu)
      assert.deepEqual(read(at + length, padded - length), new Uint8Array(padded - length))
      next = at + padded + 16
    }
  }
})

test("more packets than the table takes are refused before anything is written", () => {
  bytes.fill(0xa5, OUT, OUT + 1024)
  assert.equal(segmented(superPacket(stream), 3), SEGMENT_TOO_LONG)
  assert.equal(segmented(concatBytes(vnetHeader({}), payload(100)), 0), SEGMENT_TOO_LONG)
  assert.deepEqual(read(OUT, 1024), new Uint8Array(1024).fill(0xa5))
  assert.equal(segmented(superPacket({ ...stream, most: 1 })), SEGMENT_TOO_LONG)
})

test("what is longer than an IP packet can be, or has headers beyond 256 bytes, is refused", () => {
  const packet = new Uint8Array(10 + 65_536)
  packet.set(tcpPacket(ip, tcp, payload(10)), 10)
  // Not compared as values: the difference between packets of this size takes minutes to print.
  assert.ok(segmented(packet) === SEGMENT_TOO_LONG)
  assert.ok(Array.isArray(segmented(packet.subarray(0, 10 + 65_535))))
  const options = new Uint8Array(264)
  options.set([6, 32, 1, 255])
  assert.equal(segmented(superPacket({ ...stream, ip: { ...ip, version: 6, options } })), SEGMENT_TOO_LONG)
})

/** One read with some bytes changed. */
const changed = (whole: Uint8Array, at: number, ...to: readonly number[]): Uint8Array => {
  const copy = whole.slice()
  copy.set(to, at)
  return copy
}

test("headers that lie are refused", () => {
  const whole = superPacket(stream)
  const six = superPacket({ ...stream, ip: { ...ip, version: 6 } })
  const lies: Record<string, Uint8Array> = {
    "no packet": whole.subarray(0, 10),
    "cut short": whole.subarray(0, whole.length - 1),
    "a segment of no bytes": changed(whole, 4, 0, 0),
    "no checksum wanted": changed(whole, 0, 0),
    "another start of the checksum": changed(whole, 6, 24),
    "another place of the checksum": changed(whole, 8, 6),
    "a type that there is not": changed(whole, 1, 3),
    "the other IP version": changed(whole, 1, 4),
    "the other protocol": changed(whole, 1, 5),
    "no IP": changed(whole, 10, 0x50),
    "a short IP header": changed(whole, 10, 0x44),
    "a fragment": changed(whole, 16, 0x20),
    "a short TCP header": changed(whole, 42, 0x40),
    "a TCP header beyond the packet": changed(superPacket({ ...stream, payload: payload(1) }), 42, 0xf0),
    "extension headers without end": changed(six, 16, 0),
    "an IPv6 fragment": changed(six, 16, 44),
  }
  const datagram = superPacket({ ...stream, transport: [1, 2] }).slice(0, 10 + 24)
  lies["half a UDP header"] = changed(datagram, 12, 0, 24)
  lies["a short IP header of a whole packet"] = changed(
    concatBytes(vnetHeader({}), tcpPacket(ip, tcp, payload(9))),
    10,
    0x44,
  )
  lies["an IP header longer than the packet"] = changed(
    concatBytes(vnetHeader({}), tcpPacket(ip, tcp, payload(9))),
    10,
    0x4f,
    0,
    0,
    40,
  )
  for (const [lie, source] of Object.entries(lies)) assert.equal(segmented(source), SEGMENT_MALFORMED, lie)
  const open = concatBytes(vnetHeader({ flags: 1, start: 20, offset: 33 }), tcpPacket(ip, tcp, payload(2)))
  assert.equal(segmented(open), SEGMENT_MALFORMED)
})
