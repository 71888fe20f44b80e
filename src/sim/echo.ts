/**
 * Echo requests and replies as whole ICMPv6 packets (RFC 4443 section 4), which is what travels inside the simulated
 * mesh. Each carries a marker that no ciphertext contains, and a number by which its way is followed.
 */
import { asciiBytes, readU16, readU32, writeU16, writeU32 } from "../domain/bytes.ts"
import { cut } from "../domain/slab.ts"

const REQUEST = 128
const REPLY = 129
const IPV6_HEADER = 40
const ICMP_HEADER = 8
const ICMPV6 = 58
const HOP_LIMIT = 64
/** Header, marker and number; anything more is filling. */
export const MIN_ECHO_SIZE = IPV6_HEADER + ICMP_HEADER + 12

/** What to look for where no plaintext may be. */
export const MARKER = asciiBytes("meshfold")

/** An IPv6 address in network byte order. */
type Octets = Uint8Array

export interface Echo {
  readonly isReply: boolean
  readonly number: number
}

/** An echo request of `size` bytes in all. */
export function echoRequest(from: Octets, to: Octets, number: number, size: number): Uint8Array {
  const packet = cut(size)
  packet[0] = 0x60
  writeU16(packet, 4, size - IPV6_HEADER)
  packet[6] = ICMPV6
  packet[7] = HOP_LIMIT
  packet.set(from, 8)
  packet.set(to, 24)
  packet[IPV6_HEADER] = REQUEST
  writeU16(packet, IPV6_HEADER + 4, number & 0xffff)
  writeU16(packet, IPV6_HEADER + 6, number >>> 16)
  packet.set(MARKER, IPV6_HEADER + ICMP_HEADER)
  writeU32(packet, IPV6_HEADER + ICMP_HEADER + MARKER.length, number)
  return checksummed(packet)
}

/** The answer to a request: ends swapped, type changed, everything else as it came. */
export function echoReply(request: Uint8Array): Uint8Array {
  const packet = cut(request.length)
  packet.set(request)
  packet.set(request.subarray(24, 40), 8)
  packet.set(request.subarray(8, 24), 24)
  packet[IPV6_HEADER] = REPLY
  return checksummed(packet)
}

/** Reads one of ours; undefined for anything else, or if its checksum is wrong. */
export function readEcho(packet: Uint8Array): Echo | undefined {
  const type = packet[IPV6_HEADER]
  if (packet.length < MIN_ECHO_SIZE || packet[6] !== ICMPV6 || (type !== REQUEST && type !== REPLY)) return undefined
  if (checksum(packet) !== 0) return undefined
  return { isReply: type === REPLY, number: readU32(packet, IPV6_HEADER + ICMP_HEADER + MARKER.length) }
}

function checksummed(packet: Uint8Array): Uint8Array {
  writeU16(packet, IPV6_HEADER + 2, 0)
  writeU16(packet, IPV6_HEADER + 2, checksum(packet))
  return packet
}

/** The internet checksum over pseudo-header and message (RFC 8200 section 8.1); zero over a packet that has it right. */
function checksum(packet: Uint8Array): number {
  let sum = packet.length - IPV6_HEADER + ICMPV6
  for (let i = 8; i < packet.length - 1; i += 2) sum += readU16(packet, i)
  if (packet.length % 2 === 1) sum += (packet[packet.length - 1] ?? 0) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
