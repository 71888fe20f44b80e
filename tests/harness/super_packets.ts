/**
 * What the kernel puts through a TUN with IFF_VNET_HDR: super-packets, and the packets that they stand for. Both are
 * built from the same fields; neither is made from the other.
 */
import { concatBytes, writeU16 } from "../../src/domain/bytes.ts"
import { checksum, CWR, FIN, type IpFields, pseudoHeader, PSH, TCP, type TcpFields, tcpPacket } from "./ip_packets.ts"
import { UDP, udpPacket } from "./ip_packets.ts"

export const VNET_HEADER = 10
export const NEEDS_CSUM = 1
export const GSO_TCPV4 = 1
export const GSO_TCPV6 = 4
export const GSO_UDP_L4 = 5
export const GSO_ECN = 0x80

export interface Stream {
  readonly ip: IpFields
  /** TCP's header fields, or the ports of UDP. */
  readonly transport: TcpFields | readonly [number, number]
  readonly payload: Uint8Array
  /** The most that one segment takes. */
  readonly most: number
}

const isPorts = (transport: Stream["transport"]): transport is readonly [number, number] => Array.isArray(transport)

/** struct virtio_net_hdr in little-endian order. */
export function vnetHeader(
  fields: { flags?: number; type?: number; headers?: number; most?: number; start?: number; offset?: number },
): Uint8Array {
  const { flags = 0, type = 0, headers = 0, most = 0, start = 0, offset = 0 } = fields
  return Uint8Array.of(flags, type, ...[headers, most, start, offset].flatMap((n) => [n & 0xff, n >> 8]))
}

/** The whole as one packet, with the sum of the pseudo-header where the checksum would be. */
export function superPacket({ ip, transport, payload, most }: Stream): Uint8Array {
  const isUdp = isPorts(transport)
  const packet = isUdp ? udpPacket(ip, transport, payload) : tcpPacket(ip, transport, payload)
  const start = (ip.version === 4 ? 20 : 40) + ip.options.length
  const offset = isUdp ? 6 : 16
  const pseudo = pseudoHeader(packet, isUdp ? UDP : TCP, packet.length - start)
  writeU16(packet, start + offset, ~checksum(pseudo) & 0xffff)
  const type = isUdp ? GSO_UDP_L4 : ip.version === 4 ? GSO_TCPV4 : GSO_TCPV6
  const headers = packet.length - payload.length
  return concatBytes(vnetHeader({ flags: NEEDS_CSUM, type, headers, most, start, offset }), packet)
}

/** The packets that it stands for: RFC 9293 on sequence numbers, RFC 3168 6.1.2 on CWR. */
export function segmentsOf({ ip, transport, payload, most }: Stream): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(payload.length / most))
  return Array.from({ length: count }, (_, i) => {
    const part = payload.subarray(i * most, (i + 1) * most)
    const own = { ...ip, id: ip.id + i }
    if (isPorts(transport)) return udpPacket(own, transport, part)
    const sequence = (transport.sequence + i * most) >>> 0
    const last = i === count - 1 ? transport.flags : transport.flags & ~(FIN | PSH)
    return tcpPacket(own, { ...transport, sequence, flags: i === 0 ? last : last & ~CWR }, part)
  })
}
