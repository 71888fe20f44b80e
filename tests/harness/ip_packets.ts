/** IP packets in bytes, plainly, for tests: RFC 791, 8200, 9293 and 768. Every checksum is right. */
import { concatBytes, writeU16 } from "../../src/domain/bytes.ts"

export const ACK = 0x10
export const PSH = 0x08
export const FIN = 0x01
export const CWR = 0x80
export const ECE = 0x40

export interface IpFields {
  readonly version: 4 | 6
  readonly source: number
  readonly destination: number
  /** TOS, or traffic class. */
  readonly trafficClass: number
  /** TTL, or hop limit. */
  readonly ttl: number
  readonly id: number
  readonly dontFragment: boolean
  /** IPv4 options or IPv6 extension headers, and what those say comes first. */
  readonly options: Uint8Array
  readonly firstExtension: number
}

export interface TcpFields {
  readonly ports: readonly [number, number]
  readonly sequence: number
  readonly acknowledgement: number
  readonly flags: number
  readonly window: number
  readonly options: Uint8Array
}

export const ip: IpFields = {
  version: 4,
  source: 1,
  destination: 2,
  trafficClass: 0,
  ttl: 64,
  id: 1000,
  dontFragment: true,
  options: new Uint8Array(),
  firstExtension: 0,
}

/** With a timestamp option, as most segments have. */
export const tcp: TcpFields = {
  ports: [40_000, 443],
  sequence: 1_000_000,
  acknowledgement: 77,
  flags: ACK,
  window: 500,
  options: Uint8Array.of(1, 1, 8, 10, 0, 0, 1, 2, 0, 0, 3, 4),
}

export const TCP = 6
export const UDP = 17

export function tcpPacket(ip: IpFields, tcp: TcpFields, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(20 + tcp.options.length)
  writeU16(header, 0, tcp.ports[0])
  writeU16(header, 2, tcp.ports[1])
  writeU32BigEndian(header, 4, tcp.sequence)
  writeU32BigEndian(header, 8, tcp.acknowledgement)
  header.set([(header.length / 4) << 4, tcp.flags], 12)
  writeU16(header, 14, tcp.window)
  header.set(tcp.options, 20)
  return packetOf(ip, TCP, concatBytes(header, payload), 16)
}

export function udpPacket(ip: IpFields, ports: readonly [number, number], payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(8)
  writeU16(header, 0, ports[0])
  writeU16(header, 2, ports[1])
  writeU16(header, 4, 8 + payload.length)
  return packetOf(ip, UDP, concatBytes(header, payload), 6)
}

function writeU32BigEndian(bytes: Uint8Array, offset: number, value: number): void {
  writeU16(bytes, offset, value >>> 16)
  writeU16(bytes, offset + 2, value)
}

/** `field` is where the checksum is in the transport header. */
function packetOf(ip: IpFields, protocol: number, transport: Uint8Array, field: number): Uint8Array {
  const header = ip.version === 4
    ? ipv4Header(ip, protocol, transport.length)
    : ipv6Header(ip, protocol, transport.length)
  const sum = checksum(concatBytes(pseudoHeader(header, protocol, transport.length), transport))
  writeU16(transport, field, protocol === UDP && sum === 0 ? 0xffff : sum)
  return concatBytes(header, transport)
}

function ipv4Header(ip: IpFields, protocol: number, length: number): Uint8Array {
  const header = new Uint8Array(20 + ip.options.length)
  header.set([0x40 + header.length / 4, ip.trafficClass])
  writeU16(header, 2, header.length + length)
  writeU16(header, 4, ip.id & 0xffff)
  header.set([ip.dontFragment ? 0x40 : 0, 0, ip.ttl, protocol], 6)
  header.set([10, 0, 0, ip.source, 10, 0, 0, ip.destination], 12)
  header.set(ip.options, 20)
  writeU16(header, 10, checksum(header))
  return header
}

function ipv6Header(ip: IpFields, protocol: number, length: number): Uint8Array {
  const header = new Uint8Array(40)
  header.set([0x60 + (ip.trafficClass >> 4), (ip.trafficClass & 15) << 4, 0xab, 0xcd])
  writeU16(header, 4, ip.options.length + length)
  header.set([ip.options.length > 0 ? ip.firstExtension : protocol, ip.ttl, 0xfd], 6)
  header[23] = ip.source
  header.set([0xfd], 24)
  header[39] = ip.destination
  return concatBytes(header, ip.options)
}

/** RFC 9293 3.1, RFC 8200 8.1; from the addresses of a finished header. */
export function pseudoHeader(header: Uint8Array, protocol: number, length: number): Uint8Array {
  const addresses = (header[0] ?? 0) >> 4 === 4 ? header.subarray(12, 20) : header.subarray(8, 40)
  return concatBytes(addresses, Uint8Array.of(0, protocol, length >> 8, length & 0xff))
}

/** RFC 1071, by its definition. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}
