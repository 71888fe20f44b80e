/** What is merged and what is left alone, by the rules of the kernel's GRO. */
import assert from "node:assert/strict"
import { test } from "node:test"
import {
  ACK,
  checksum,
  CWR,
  ECE,
  FIN,
  ip,
  type IpFields,
  pseudoHeader,
  PSH,
  TCP,
  tcp,
  type TcpFields,
  tcpPacket,
  UDP,
  udpPacket,
} from "../../../tests/harness/ip_packets.ts"
import { merged } from "../../../tests/harness/merge_desk.ts"
import { payloadOf } from "../../../tests/harness/stream_arbitraries.ts"
import { segmentsOf, type Stream, superPacket, vnetHeader } from "../../../tests/harness/super_packets.ts"
import { concatBytes, writeU16 } from "../../domain/bytes.ts"

const stream: Stream = { ip, transport: tcp, payload: payloadOf(5000, 1), most: 1368 }

/** A packet that is written as it came. */
const alone = (packet: Uint8Array): Uint8Array => concatBytes(vnetHeader({}), packet)

const becomesWhole = (stream: Stream): void => assert.deepEqual(merged(segmentsOf(stream)), [superPacket(stream)])

const staysApart = (...packets: readonly Uint8Array[]): void => assert.deepEqual(merged(packets), packets.map(alone))

test("the segments of a stream become its super-packet, on IPv4 and IPv6", () => {
  becomesWhole(stream)
  becomesWhole({ ...stream, ip: { ...ip, version: 6 } })
})

test("so do datagrams of one size, if the kernel takes them", () => {
  const datagrams: Stream = { ...stream, transport: [5000, 53], payload: payloadOf(4000, 2), most: 1000 }
  becomesWhole(datagrams)
  becomesWhole({ ...datagrams, ip: { ...ip, version: 6 } })
  const apart = segmentsOf(datagrams)
  assert.deepEqual(merged(apart, { udp: 0 }), apart.map(alone))
})

test("the last one may push, and every one may echo congestion", () => {
  becomesWhole({ ...stream, transport: { ...tcp, flags: ACK | PSH | ECE } })
  becomesWhole({ ...stream, ip: { ...ip, trafficClass: 3 } })
})

test("sequence number and identification go round", () => {
  becomesWhole({ ...stream, transport: { ...tcp, sequence: 0xfffffff0 }, ip: { ...ip, id: 0xffff } })
})

test("padding is left behind", () => {
  const apart = segmentsOf(stream)
  assert.deepEqual(merged(apart, { padding: 12 }), [superPacket(stream)])
  assert.deepEqual(merged(apart.slice(0, 1), { padding: 12 }), apart.slice(0, 1).map(alone))
})

/** Two segments that would be merged, but for what differs. */
const pair = (
  fields: {
    firstIp?: Partial<IpFields>
    nextIp?: Partial<IpFields>
    first?: Partial<TcpFields>
    next?: Partial<TcpFields>
  },
): readonly Uint8Array[] => [
  tcpPacket({ ...ip, ...fields.firstIp }, { ...tcp, ...fields.first }, payloadOf(100, 1)),
  tcpPacket({ ...ip, ...fields.nextIp }, { ...tcp, sequence: tcp.sequence + 100, ...fields.next }, payloadOf(100, 2)),
]

const both = (fields: Partial<IpFields>): Parameters<typeof pair>[0] => ({ firstIp: fields, nextIp: fields })

test("two segments that differ in nothing become one", () => assert.equal(merged(pair({})).length, 1))

test("segments with anything else in their headers stay apart", () => {
  const options = Uint8Array.of(1, 1, 8, 10, 0, 0, 1, 3, 0, 0, 3, 4)
  const apart: Readonly<Record<string, Parameters<typeof pair>[0]>> = {
    "a gap": { next: { sequence: tcp.sequence + 101 } },
    "the same bytes again": { next: { sequence: tcp.sequence } },
    "another acknowledgement": { next: { acknowledgement: 78 } },
    "another window": { next: { window: 501 } },
    "another timestamp": { next: { options } },
    "no options": { next: { options: new Uint8Array() } },
    "another source": { nextIp: { source: 3 } },
    "another destination": { nextIp: { destination: 3 } },
    "another port": { next: { ports: [40_001, 443] } },
    "congestion experienced": { nextIp: { trafficClass: 3 } },
    "another TTL": { nextIp: { ttl: 63 } },
    "may be fragmented": { nextIp: { dontFragment: false } },
    "an identification that was not counted up": { firstIp: { dontFragment: false }, nextIp: { dontFragment: false } },
    "PSH in the first": { first: { flags: ACK | PSH } },
    "an echo that begins": { next: { flags: ACK | ECE } },
    "an echo that ends": { first: { flags: ACK | ECE } },
    "IPv4 options": both({ options: Uint8Array.of(1, 1, 1, 0) }),
    "IPv6 options": both({ version: 6, options: Uint8Array.of(6, 0, 1, 4, 0, 0, 0, 0), firstExtension: 60 }),
    "another hop limit": { firstIp: { version: 6 }, nextIp: { version: 6, ttl: 63 } },
    "another traffic class": { firstIp: { version: 6 }, nextIp: { version: 6, trafficClass: 1 } },
    "the other version": { nextIp: { version: 6 } },
  }
  for (const [why, fields] of Object.entries(apart)) assert.equal(merged(pair(fields)).length, 2, why)
  for (const fields of Object.values(apart)) staysApart(...pair(fields))
})

test("other flags are left alone, wherever they are", () => {
  const [SYN, RST, URG] = [0x02, 0x04, 0x20]
  for (const flag of [FIN, SYN, RST, URG, CWR]) {
    staysApart(...pair({ first: { flags: ACK | flag }, next: { flags: ACK | flag } }))
    staysApart(...pair({ next: { flags: ACK | flag } }))
    staysApart(...pair({ first: { flags: ACK | flag } }))
  }
  staysApart(...pair({ first: { flags: 0 }, next: { flags: 0 } }))
})

test("an identification is counted up where packets may be fragmented", () => {
  becomesWhole({ ...stream, ip: { ...ip, dontFragment: false } })
})

test("pure acknowledgements are not merged, and nothing is merged across one", () => {
  const [first, next] = pair({})
  const pure = tcpPacket(ip, { ...tcp, sequence: tcp.sequence + 100 }, new Uint8Array())
  staysApart(pure, pure)
  if (first !== undefined && next !== undefined) staysApart(first, pure, next)
})

test("a short segment is the last one, and a longer one is not appended", () => {
  const [a, b, c] = segmentsOf({ ...stream, payload: payloadOf(300, 1), most: 100 })
  assert.ok(a && b && c)
  const short = tcpPacket(ip, { ...tcp, sequence: tcp.sequence + 100 }, payloadOf(50, 1))
  const after = tcpPacket(ip, { ...tcp, sequence: tcp.sequence + 150 }, payloadOf(50, 1))
  assert.deepEqual(merged([a, short, after]).map(({ length }) => length), [10 + 52 + 150, 10 + 52 + 50])
  const longer = tcpPacket(ip, { ...tcp, sequence: tcp.sequence + 100 }, payloadOf(101, 1))
  staysApart(a, longer)
})

test("a segment that pushes ends a super-packet, and the next one begins another", () => {
  const pushing = segmentsOf({
    ...stream,
    transport: { ...tcp, flags: ACK | PSH },
    payload: payloadOf(200, 1),
    most: 100,
  })
  const more = segmentsOf({
    ...stream,
    transport: { ...tcp, sequence: tcp.sequence + 200 },
    payload: payloadOf(200, 2),
    most: 100,
  })
  assert.deepEqual(merged([...pushing, ...more]).map(({ length }) => length), [262, 262])
})

test("a wrong checksum is left to the kernel, in either packet", () => {
  for (const [at, which] of [[37, 0], [37, 1], [10, 0], [10, 1], [60, 0], [60, 1]] as const) {
    const packets = pair({}).map((one) => one.slice())
    const packet = packets[which]
    if (packet !== undefined) packet[at] = (packet[at] ?? 0) ^ 1
    staysApart(...packets)
  }
})

test("a datagram without a checksum or without payload is left alone", () => {
  const sum = checksum(udpPacket(ip, [1, 2], new Uint8Array(2)).subarray(26, 28))
  const bare = udpPacket(ip, [1, 2], Uint8Array.of((sum >> 8) ^ 0xff, (sum & 0xff) ^ 0xff))
  assert.deepEqual([...bare.subarray(26, 28)], [0xff, 0xff])
  bare.fill(0, 26, 28)
  staysApart(bare, bare)
  const empty = udpPacket(ip, [1, 2], new Uint8Array())
  staysApart(empty, empty)
})

test("so is one that is shorter than the packet around it", () => {
  const datagram = udpPacket(ip, [1, 2], payloadOf(10, 1))
  datagram[25] = 16
  writeU16(datagram, 26, 0)
  const pseudo = pseudoHeader(datagram, UDP, 18)
  writeU16(datagram, 26, checksum(concatBytes(pseudo, datagram.subarray(20))))
  staysApart(datagram, datagram)
})

test("so are segments with the reserved bit, or one with an urgent pointer", () => {
  const reserved = pair({}).map((packet) => {
    packet[6] = 0xc0
    writeU16(packet, 10, 0)
    writeU16(packet, 10, checksum(packet.subarray(0, 20)))
    return packet
  })
  staysApart(...reserved)
  const [first, next] = pair({})
  if (first === undefined || next === undefined) return assert.fail()
  writeU16(next, 38, 1)
  writeU16(next, 36, 0)
  writeU16(next, 36, checksum(concatBytes(pseudoHeader(next, TCP, 132), next.subarray(20))))
  staysApart(first, next)
})

test("a packet that may be of any flow closes what is open", () => {
  const ports = [1, 2] as const
  const fragment = tcpPacket(ip, { ...tcp, ports }, payloadOf(8, 1))
  fragment[6] = 0x20
  const options = tcpPacket({ ...ip, options: Uint8Array.of(1, 1, 1, 0) }, tcp, payloadOf(8, 1))
  const extended = Uint8Array.of(6, 0, 1, 4, 0, 0, 0, 0)
  const extension = tcpPacket({ ...ip, version: 6, options: extended, firstExtension: 60 }, tcp, payloadOf(8, 1))
  for (const opaque of [fragment, options, extension]) {
    const [first, next] = pair({})
    if (first !== undefined && next !== undefined) staysApart(first, opaque, next)
  }
})

test("a packet of another protocol closes nothing", () => {
  const [first, next] = pair({})
  const ping = Uint8Array.of(69, 0, 0, 28, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 8, 0, 0, 0, 0, 0, 0, 0)
  if (first !== undefined && next !== undefined) {
    assert.deepEqual(merged([first, ping, next]).map(({ length }) => length), [10 + 52 + 200, 38])
  }
})

test("more flows than the table has slots only merge less", () => {
  staysApart(...Array.from({ length: 250 }, (_, port) => udpPacket(ip, [port, 7], payloadOf(10, port))))
})

test("a super-packet ends before 65,535 bytes", () => {
  const sizes = merged(
    segmentsOf({ ...stream, payload: payloadOf(64_000, 1), most: 1000 }).concat(
      segmentsOf({
        ...stream,
        transport: { ...tcp, sequence: tcp.sequence + 64_000 },
        payload: payloadOf(6000, 1),
        most: 1000,
      }),
    ),
  ).map(({ length }) => length)
  assert.deepEqual(sizes, [10 + 52 + 65_000, 10 + 52 + 5000])
})

test("no more than 64 datagrams become one", () => {
  const writes = merged(segmentsOf({ ...stream, transport: [1, 2], payload: payloadOf(700, 1), most: 10 }))
  assert.deepEqual(writes.map(({ length }) => length), [10 + 28 + 640, 10 + 28 + 60])
})

test("flows side by side are merged each for itself", () => {
  const streams = [1, 2, 3].flatMap((source) =>
    ([4, 6] as const).map((version): Stream => ({ ...stream, ip: { ...ip, source, version } }))
  )
  const segments = streams.map(segmentsOf)
  const mixed = [0, 1, 2, 3].flatMap((i) => segments.flatMap((one) => one.slice(i, i + 1)))
  assert.deepEqual(merged(mixed), streams.map(superPacket))
})
