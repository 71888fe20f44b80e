/** IPv4 (RFC 791) and IPv6 (RFC 8200) headers in place. Nothing here is read before its length was looked at. */
import { sum } from "./checksum"
import { load16, store16 } from "./network_order"

export const IPV4_HEADER: u32 = 20
export const IPV6_HEADER: u32 = 40
export const LONGEST_PACKET: u32 = 65535

export const TCP: u32 = 6
export const UDP: u32 = 17

const HOP_BY_HOP: u32 = 0
const ROUTING: u32 = 43
const DESTINATION_OPTIONS: u32 = 60

const MORE_FRAGMENTS_AND_OFFSET: u32 = 0x3fff

export function isIpv4(packet: usize): bool {
  return load<u8>(packet) >> 4 === 4
}

/** The length that the header claims; 0 if it is none of IP, cut short, or claims more than `length`. */
export function claimedLength(packet: usize, length: u32): u32 {
  if (length < IPV4_HEADER) return 0
  if (isIpv4(packet)) {
    const header = ipv4HeaderLength(packet)
    const total = load16(packet + 2)
    return header >= IPV4_HEADER && header <= total && total <= length ? total : 0
  }
  if (load<u8>(packet) >> 4 !== 6) return 0
  const total = load16(packet + 4) + IPV6_HEADER
  return total <= length ? total : 0
}

export function ipv4HeaderLength(packet: usize): u32 {
  return (load<u8>(packet) & 15) << 2
}

export function isIpv4Fragment(packet: usize): bool {
  return (load16(packet + 6) & MORE_FRAGMENTS_AND_OFFSET) !== 0
}

/** Where `protocol` begins in a packet whose claimed length is `length`; 0 if it is another one, or a fragment. */
export function transportOffset(packet: usize, length: u32, protocol: u32): u32 {
  if (isIpv4(packet)) {
    return load<u8>(packet, 9) === protocol && !isIpv4Fragment(packet) ? ipv4HeaderLength(packet) : 0
  }
  let next: u32 = load<u8>(packet, 6)
  let offset = IPV6_HEADER
  while (next === HOP_BY_HOP || next === ROUTING || next === DESTINATION_OPTIONS) {
    if (offset + 8 > length) return 0
    next = load<u8>(packet + offset)
    offset += (load<u8>(packet + offset, 1) + 1) << 3
  }
  return next === protocol && offset <= length ? offset : 0
}

/** Writes `length` where the header has the packet's, and the checksum of IPv4 anew. */
export function setLength(packet: usize, length: u32): void {
  if (!isIpv4(packet)) {
    store16(packet + 4, length - IPV6_HEADER)
    return
  }
  store16(packet + 2, length)
  store<u16>(packet, 0, 10)
  store<u16>(packet, ~sum(packet, ipv4HeaderLength(packet), 0), 10)
}

/** The sum over the pseudo-header (RFC 9293 3.1, RFC 8200 8.1) for `length` bytes of `protocol`, not folded. */
export function pseudoHeaderSum(packet: usize, protocol: u32, length: u32): u64 {
  const addresses = isIpv4(packet) ? sum(packet + 12, 8, 0) : sum(packet + 8, 32, 0)
  return (addresses + bswap(protocol as u16) + bswap(length as u16)) as u64
}
