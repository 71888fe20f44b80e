/** Packets for the inside of a tunnel, made by hand after RFC 791, 8200 and 9293, and super-packets as a TUN gives them. */
import { addressOctets, familyOf, ipAddress } from "../../src/domain/net/ip_address.ts"
import { checksumOf } from "./frames.ts"

const u16 = (value: number): readonly number[] => [value >> 8, value & 0xff]

const u32 = (value: number): readonly number[] => [...u16(value >>> 16), ...u16(value & 0xffff)]

export interface PlainOptions {
  readonly ecn?: number
  readonly salt?: number
}

/** `length` bytes in all, of a protocol for experiments (RFC 3692), which nobody merges with another. */
export function plainPacket(from: string, to: string, length: number, { ecn = 0, salt = 0 }: PlainOptions = {}) {
  const packet = Uint8Array.from({ length }, (_, i) => (i * 37 + salt) & 0xff)
  packet.set(ipHeader(from, to, { protocol: 253, length, ecn }))
  return packet
}

/** As it is read from a TUN: behind a virtio_net_hdr that asks for nothing. */
export const asRead = (packet: Uint8Array): Uint8Array => Uint8Array.from([...new Uint8Array(10), ...packet])

/**
 * A TCP super-packet as the kernel gives it to a TUN (linux/virtio_net.h, VIRTIO_NET_HDR_GSO_TCPV4 and _TCPV6): to be cut
 * into segments of `size` bytes, each with a checksum that is still to be finished.
 */
export function tcpSuperPacket(from: string, to: string, payload: Uint8Array, size: number): Uint8Array {
  const isV4 = familyOf(ipAddress(from)) === "v4"
  const tcpLength = 20 + payload.length
  const ip = ipHeader(from, to, { protocol: 6, length: (isV4 ? 20 : 40) + tcpLength, ecn: 0 })
  const addresses = [...addressOctets(ipAddress(from)), ...addressOctets(ipAddress(to))]
  const sum = 0xffff - checksumOf(Uint8Array.from([...addresses, ...u32(tcpLength), ...u32(6)]))
  // Ports, sequence number, acknowledgement, 20 bytes of header, ACK, window, checksum.
  const tcp = [...u16(40_000), ...u16(80), ...u32(0x10_0000), ...u32(7), 0x50, 0x10, ...u16(500), ...u16(sum), 0, 0]
  const little = (value: number): readonly number[] => [value & 0xff, value >> 8]
  const gso = [1, isV4 ? 1 : 4, ...little(ip.length + 20), ...little(size), ...little(ip.length), ...little(16)]
  return Uint8Array.from([...gso, ...ip, ...tcp, ...payload])
}

/** The bytes of a TCP stream that were written to a TUN, whatever packets they are in, in the order of their numbers. */
export function tcpPayload(written: readonly Uint8Array[]): readonly number[] {
  const parts = written.map((one) => {
    const tcp = one.subarray(10 + ((one[10] ?? 0) >> 4 === 4 ? 20 : 40))
    return { at: new DataView(tcp.buffer, tcp.byteOffset).getUint32(4), bytes: tcp.subarray((tcp[12] ?? 0) >> 2) }
  })
  return parts.sort((a, b) => a.at - b.at).flatMap(({ bytes }) => [...bytes])
}

interface Wanted {
  readonly protocol: number
  readonly length: number
  readonly ecn: number
}

function ipHeader(from: string, to: string, { protocol, length, ecn }: Wanted): readonly number[] {
  const addresses = [...addressOctets(ipAddress(from)), ...addressOctets(ipAddress(to))]
  if (familyOf(ipAddress(from)) === "v6") return [0x60, ecn << 4, 0, 0, ...u16(length - 40), protocol, 64, ...addresses]
  const header = [0x45, ecn, ...u16(length), 0, 7, 0x40, 0, 64, protocol, 0, 0, ...addresses]
  return header.toSpliced(10, 2, ...u16(checksumOf(Uint8Array.from(header))))
}
