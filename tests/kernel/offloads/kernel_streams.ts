/** Streams as super-packets that the kernel takes: with options and extension headers, any flags, any traffic class. */
import fc from "fast-check"
import { ACK, CWR, ECE, FIN, type IpFields, PSH, TCP, UDP } from "../../harness/ip_packets.ts"
import { streams } from "../../harness/stream_arbitraries.ts"
import { GSO_ECN, type Stream, superPacket } from "../../harness/super_packets.ts"

const [SYN, RST, URG] = [0x02, 0x04, 0x20]

/** Destination options, hop by hop, routing: those that segmentation passes over (RFC 8200 4.1). */
const extensions = fc.array(
  fc.tuple(fc.constantFrom(0, 60, 43), fc.uint8Array({ minLength: 6, maxLength: 6 })),
  { maxLength: 2 },
)

const options = fc.nat(10).chain((words) => fc.uint8Array({ minLength: 4 * words, maxLength: 4 * words }))

const flags = fc.subarray([ACK, PSH, FIN, CWR, ECE, SYN, RST, URG])

/** A super-packet with its virtio_net_hdr. */
export const superPackets: fc.Arbitrary<Uint8Array> = fc.tuple(streams, options, extensions, flags, fc.boolean())
  .map(([stream, options, extensions, flags, isMarked]) => {
    const isTcp = "flags" in stream.transport
    const ip = stream.ip.version === 4 ? { ...stream.ip, options } : extended(stream.ip, extensions, isTcp ? TCP : UDP)
    const all = flags.reduce((some, one) => some | one, 0)
    const transport = "flags" in stream.transport ? { ...stream.transport, flags: all } : stream.transport
    const packet = superPacket(fit({ ...stream, ip, transport }))
    if (isTcp && isMarked && (all & CWR) !== 0) packet[1] = (packet[1] ?? 0) | GSO_ECN
    return packet
  })

/** One packet whose checksum is still to be finished. */
export const singlePackets: fc.Arbitrary<Uint8Array> = superPackets.map((whole) => {
  const packet = whole.slice()
  packet.fill(0, 1, 6)
  return packet
})

/**
 * Ones' complement has two zeros. Of a TCP checksum the kernel writes the one where it finishes it as it cuts, and the
 * other where it does so later (skb_checksum_help), as we do: here, of what `whole` becomes, they are the same.
 */
export function withOneZero(packet: Uint8Array, whole: Uint8Array): Uint8Array {
  const isUdp = whole[8] === CHECKSUM_OF_UDP
  const field = (whole[6] ?? 0) + ((whole[7] ?? 0) << 8) + (whole[8] ?? 0)
  const copy = packet.slice()
  if (!isUdp && copy[field] === 0xff && copy[field + 1] === 0xff) copy.fill(0, field, field + 2)
  return copy
}

const CHECKSUM_OF_UDP = 6

function extended(ip: IpFields, extensions: readonly (readonly [number, Uint8Array])[], protocol: number): IpFields {
  const types = extensions.map(([type]) => type)
  const bytes = extensions.flatMap(([, rest], i) => [types[i + 1] ?? protocol, 0, ...rest])
  return { ...ip, firstExtension: types[0] ?? protocol, options: Uint8Array.from(bytes) }
}

/** More than one segment: of less the kernel would say that it is none. UDP in 128 at most (linux/udp.h). */
function fit(stream: Stream): Stream {
  const most = "flags" in stream.transport ? stream.most : Math.max(stream.most, Math.ceil(stream.payload.length / 128))
  const payload = stream.payload.length > most ? stream.payload : new Uint8Array(most + 1 + (stream.ip.id % most))
  return { ...stream, most, payload }
}
