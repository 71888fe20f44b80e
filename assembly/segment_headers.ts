/**
 * The headers of one of the packets that a super-packet becomes, as the kernel writes them (inet_gso_segment,
 * tcp_gso_segment, __udp_gso_segment). They start as a copy of the super-packet's.
 */
import { sum } from "./checksum"
import { isIpv4, setLength } from "./ip_header"
import { load16, load32, store16, store32 } from "./network_order"

export const CHECKSUM_OF_TCP: u32 = 16
export const CHECKSUM_OF_UDP: u32 = 6

const FLAGS: usize = 13
const FIN: u8 = 0x01
const PSH: u8 = 0x08
const CWR: u8 = 0x80

/** The length in the data offset field; 0 if it is below the least or beyond `available`. */
export function tcpHeaderLength(tcp: usize, available: u32): u32 {
  if (available < 20) return 0
  const length: u32 = (load<u8>(tcp, 12) >> 4) << 2
  return length >= 20 && length <= available ? length : 0
}

export function finishIp(packet: usize, length: u32, index: u32): void {
  if (isIpv4(packet)) store16(packet + 4, load16(packet + 4) + index)
  setLength(packet, length)
}

/** `done` bytes of payload were in the packets before. Only the last may end or push, only the first has CWR. */
export function finishTcp(tcp: usize, length: u32, pseudo: u64, done: u32, isLast: bool): void {
  store32(tcp + 4, load32(tcp + 4) + done)
  if (!isLast) store<u8>(tcp, load<u8>(tcp, FLAGS) & ~(FIN | PSH), FLAGS)
  if (done > 0) store<u8>(tcp, load<u8>(tcp, FLAGS) & ~CWR, FLAGS)
  store<u16>(tcp + CHECKSUM_OF_TCP, 0)
  store<u16>(tcp + CHECKSUM_OF_TCP, ~sum(tcp, length, pseudo + bswap(length as u16)))
}

/** A checksum of zero would mean none (RFC 768). */
export function finishUdp(udp: usize, length: u32, pseudo: u64): void {
  store16(udp + 4, length)
  store<u16>(udp + CHECKSUM_OF_UDP, 0)
  const checksum = ~sum(udp, length, pseudo + bswap(length as u16)) as u16
  store<u16>(udp + CHECKSUM_OF_UDP, checksum === 0 ? 0xffff : checksum)
}
