/**
 * Echo requests and replies as whole ICMP packets (RFC 792, and RFC 4443 section 4 for IPv6), which is what travels
 * inside the simulated mesh. Each carries a marker that no ciphertext contains, and a number by which its way is followed.
 */
import { asciiBytes, readU16, readU32, writeU16, writeU32 } from "../domain/bytes.ts"
import { destinationOffset, innerFamily, sourceOffset } from "../domain/net/inner_packet.ts"
import type { Family } from "../domain/net/ip_address.ts"
import { cut } from "../domain/slab.ts"

interface Icmp {
  readonly header: number
  readonly protocol: number
  /** Of the IP header: where it names its protocol. */
  readonly protocolAt: number
  readonly request: number
  readonly reply: number
}

const ICMP: Readonly<Record<Family, Icmp>> = {
  v4: { header: 20, protocol: 1, protocolAt: 9, request: 8, reply: 0 },
  v6: { header: 40, protocol: 58, protocolAt: 6, request: 128, reply: 129 },
}
const ICMP_HEADER = 8
const HOP_LIMIT = 64
/** ICMP's header, marker and number; anything more is filling. */
const LEAST_MESSAGE = ICMP_HEADER + 12

/** What to look for where no plaintext may be. */
export const MARKER = asciiBytes("meshfold")

/** An IP address in network byte order. */
type Octets = Uint8Array

export interface Echo {
  readonly isReply: boolean
  readonly number: number
}

/** The smallest packet that has room for all of it. */
export const minEchoSize = (family: Family): number => ICMP[family].header + LEAST_MESSAGE

/** An echo request of `size` bytes in all, between two addresses of one family. */
export function echoRequest(from: Octets, to: Octets, number: number, size: number): Uint8Array {
  const family = from.length === 4 ? "v4" : "v6"
  const { header, request } = ICMP[family]
  const packet = cut(Math.max(size, minEchoSize(family)))
  writeHeader(packet, family)
  packet.set(from, sourceOffset(family))
  packet.set(to, destinationOffset(family))
  packet[header] = request
  writeU16(packet, header + 4, number & 0xffff)
  writeU16(packet, header + 6, number >>> 16)
  packet.set(MARKER, header + ICMP_HEADER)
  writeU32(packet, header + ICMP_HEADER + MARKER.length, number)
  return checksummed(packet, family)
}

/** The answer to a request: ends swapped, type changed, everything else as it came. */
export function echoReply(request: Uint8Array): Uint8Array {
  const family = innerFamily(request) ?? "v6"
  const [from, to] = [sourceOffset(family), destinationOffset(family)]
  const packet = cut(request.length)
  packet.set(request)
  packet.set(request.subarray(to, to + to - from), from)
  packet.set(request.subarray(from, to), to)
  packet[ICMP[family].header] = ICMP[family].reply
  return checksummed(packet, family)
}

/** Reads one of ours; undefined for anything else, or if its checksum is wrong. */
export function readEcho(packet: Uint8Array): Echo | undefined {
  const family = innerFamily(packet)
  if (family === undefined || packet.length < minEchoSize(family)) return undefined
  const { header, protocol, protocolAt, request, reply } = ICMP[family]
  const type = packet[header]
  if (packet[protocolAt] !== protocol || (type !== request && type !== reply)) return undefined
  if (checksum(packet, family) !== 0) return undefined
  return { isReply: type === reply, number: readU32(packet, header + ICMP_HEADER + MARKER.length) }
}

function writeHeader(packet: Uint8Array, family: Family): void {
  const { header, protocol, protocolAt } = ICMP[family]
  packet[0] = family === "v4" ? 0x45 : 0x60
  packet[protocolAt] = protocol
  if (family === "v4") {
    writeU16(packet, 2, packet.length)
    packet[8] = HOP_LIMIT
  } else {
    writeU16(packet, 4, packet.length - header)
    packet[7] = HOP_LIMIT
  }
}

/** The checksums of the message and, in IPv4, of the header. */
function checksummed(packet: Uint8Array, family: Family): Uint8Array {
  const { header } = ICMP[family]
  if (family === "v4") {
    writeU16(packet, 10, 0)
    writeU16(packet, 10, complement(sumOf(packet, 0, header)))
  }
  writeU16(packet, header + 2, 0)
  writeU16(packet, header + 2, checksum(packet, family))
  return packet
}

/** The internet checksum (RFC 1071), in IPv6 with the pseudo-header (RFC 8200 8.1); zero where it is right already. */
function checksum(packet: Uint8Array, family: Family): number {
  const { header, protocol } = ICMP[family]
  if (family === "v4") return complement(sumOf(packet, header, packet.length))
  return complement(packet.length - header + protocol + sumOf(packet, sourceOffset(family), packet.length))
}

function sumOf(packet: Uint8Array, start: number, end: number): number {
  let sum = 0
  for (let i = start; i < end - 1; i += 2) sum += readU16(packet, i)
  return (end - start) % 2 === 1 ? sum + ((packet[end - 1] ?? 0) << 8) : sum
}

function complement(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16)
  return ~folded & 0xffff
}
