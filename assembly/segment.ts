/**
 * What one read from the TUN gives, as packets for the tunnel: a virtio_net_hdr and either one packet, with its checksum
 * perhaps still to be finished, or a super-packet (TSO, USO) that the kernel left to us to cut. Each packet gets 16 bytes
 * of room before it and room for padding and tag behind it, so that the messages of a batch lie one behind the other.
 * Whatever the headers claim, nothing outside [source, source + length) is read, and at most
 * 65536 + 304 * capacity bytes from `out` on are written.
 */
import { sum } from "./checksum"
import { claimedLength, isIpv4, LONGEST_PACKET, TCP, transportOffset, UDP } from "./ip_header"
import { CHECKSUM_OF_TCP, CHECKSUM_OF_UDP, finishIp, finishTcp, finishUdp, tcpHeaderLength } from "./segment_headers"
import {
  checksumOffset,
  checksumStart,
  GSO_NONE,
  GSO_TCPV4,
  GSO_TCPV6,
  GSO_UDP_L4,
  gsoSize,
  gsoType,
  needsChecksum,
  VIRTIO_HEADER,
} from "./virtio_header"

const MALFORMED = -1
const TOO_LONG = -2

const ROOM_BEFORE: usize = 16
const TAG: usize = 16

/** All headers of a super-packet; IPv6 extension headers could be longer. */
const LONGEST_HEADERS: u32 = 256

const UDP_HEADER: u32 = 8

/** Writes the packets to `out` and (u32 offset, u32 length) of each to `table`; their number, or why there are none. */
export function segment(source: usize, length: u32, out: usize, table: usize, capacity: u32, mtu: u32): i32 {
  if (length <= VIRTIO_HEADER) return MALFORMED
  const packet = source + VIRTIO_HEADER
  const size = length - VIRTIO_HEADER
  if (size > LONGEST_PACKET || capacity === 0) return TOO_LONG
  const claimed = claimedLength(packet, size)
  if (claimed === 0) return MALFORMED
  if (gsoType(source) === GSO_NONE) return copyWhole(source, size, out, table, mtu)
  return claimed === size ? cut(source, size, out, table, capacity, mtu) : MALFORMED
}

function copyWhole(source: usize, size: u32, out: usize, table: usize, mtu: u32): i32 {
  const start = checksumStart(source), field = start + checksumOffset(source)
  if (needsChecksum(source) && field + 2 > size) return MALFORMED
  const packet = out + ROOM_BEFORE
  memory.copy(packet, source + VIRTIO_HEADER, size)
  if (needsChecksum(source)) {
    const checksum = ~sum(packet + start, size - start, 0) as u16
    store<u16>(packet + field, checksum === 0 ? 0xffff : checksum)
  }
  place(packet, size, table, mtu)
  return 1
}

function cut(source: usize, size: u32, out: usize, table: usize, capacity: u32, mtu: u32): i32 {
  const whole = source + VIRTIO_HEADER
  const protocol = protocolToCut(source)
  const transport: u32 = protocol === 0 ? 0 : transportOffset(whole, size, protocol)
  const headers: u32 = transport === 0 ? 0 : headersLength(whole, size, transport, protocol)
  const field = protocol === TCP ? CHECKSUM_OF_TCP : CHECKSUM_OF_UDP
  const most = gsoSize(source)
  if (headers === 0 || most === 0 || !needsChecksum(source)) return MALFORMED
  if (checksumStart(source) !== transport || checksumOffset(source) !== field) return MALFORMED
  const payload = size - headers
  const count = max<u32>(1, (payload + most - 1) / most)
  if (headers > LONGEST_HEADERS || count > capacity) return TOO_LONG
  // The field has the sum of the pseudo-header with the length of the whole; without it, for any length:
  const pseudo = (load<u16>(whole + transport + field) as u64) + (0xffff - bswap((size - transport) as u16))
  for (let i: u32 = 0; i < count; i++) {
    const packet = out + ROOM_BEFORE
    const done = i * most
    const part = min(most, payload - done)
    memory.copy(packet, whole, headers)
    memory.copy(packet + headers, whole + headers + done, part)
    finishIp(packet, headers + part, i)
    const length = headers - transport + part
    if (protocol === TCP) finishTcp(packet + transport, length, pseudo, done, i === count - 1)
    else finishUdp(packet + transport, length, pseudo)
    out = place(packet, headers + part, table + 8 * i, mtu)
  }
  return count
}

/** The protocol that the type of super-packet is for, if the IP version fits. */
function protocolToCut(source: usize): u32 {
  const type = gsoType(source), ipv4 = isIpv4(source + VIRTIO_HEADER)
  if (type === GSO_UDP_L4) return UDP
  return (type === GSO_TCPV4 && ipv4) || (type === GSO_TCPV6 && !ipv4) ? TCP : 0
}

/** From the start of the packet to the payload; 0 if that is not within it. */
function headersLength(packet: usize, size: u32, transport: u32, protocol: u32): u32 {
  if (protocol === UDP) return transport + UDP_HEADER <= size ? transport + UDP_HEADER : 0
  const length = tcpHeaderLength(packet + transport, size - transport)
  return length === 0 ? 0 : transport + length
}

/** Notes the packet, clears what its padding may take, and says where the next may begin. */
function place(packet: usize, length: u32, table: usize, mtu: u32): usize {
  store<u32>(table, packet as u32)
  store<u32>(table, length, 4)
  v128.store(packet + length, i64x2.splat(0))
  return packet + paddedLength(length, mtu) + TAG
}

/** The next multiple of 16, but not beyond the MTU (0: unknown); of a longer packet only its last part is padded. */
function paddedLength(length: u32, mtu: u32): u32 {
  const last = mtu !== 0 && length > mtu ? length % mtu : length
  const rounded = (last + 15) & ~15
  return length - last + (mtu === 0 ? rounded : min(mtu, rounded))
}
