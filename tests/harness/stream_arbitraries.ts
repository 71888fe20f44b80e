/** Streams of TCP and UDP of any shape that one super-packet can have. */
import fc from "fast-check"
import { ACK, CWR, ECE, FIN, type IpFields, PSH, type TcpFields } from "./ip_packets.ts"
import type { Stream } from "./super_packets.ts"

const u16 = fc.nat(0xffff)
const u32 = fc.nat(0xffffffff)

export const ipFields: fc.Arbitrary<IpFields> = fc.record({
  version: fc.constantFrom<4 | 6>(4, 6),
  source: fc.nat(255),
  destination: fc.nat(255),
  trafficClass: fc.nat(255),
  ttl: fc.nat(255),
  id: u16,
  dontFragment: fc.boolean(),
  options: fc.constant(new Uint8Array()),
  firstExtension: fc.constant(0),
})

export const tcpFields: fc.Arbitrary<TcpFields> = fc.record({
  ports: fc.tuple(u16, u16),
  sequence: u32,
  acknowledgement: u32,
  flags: fc.subarray([ACK, PSH, FIN, CWR, ECE]).map((flags) => flags.reduce((all, one) => all | one, 0)),
  window: u16,
  options: fc.nat(10).chain((words) => fc.uint8Array({ minLength: 4 * words, maxLength: 4 * words })),
})

/** Bytes that are cheap to make and unlike each other. */
export const payloadOf = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

/** Up to 200 segments, and most often a shorter one at the end. */
export const streams: fc.Arbitrary<Stream> = fc.record({
  ip: ipFields,
  transport: fc.oneof(tcpFields, fc.tuple(u16, u16)),
  most: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 101, max: 1440 })),
  segments: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 199 })),
  rest: fc.nat(1440),
  seed: u32,
}).map(({ segments, rest, seed, ...stream }) => {
  const length = Math.min(segments * stream.most + (rest % stream.most), 65_000)
  return { ...stream, payload: payloadOf(length, seed) }
})

/** Streams of which all segments may be merged. */
export const mergeable: fc.Arbitrary<Stream> = fc.tuple(streams, fc.constantFrom(ACK, ACK | PSH, ACK | ECE)).map(
  ([stream, flags]): Stream => {
    const most = Math.max(stream.most, Math.ceil(stream.payload.length / 60))
    return {
      ...stream,
      most,
      transport: "flags" in stream.transport ? { ...stream.transport, flags } : stream.transport,
    }
  },
).filter(({ payload, most }) => payload.length > most)
