/**
 * Which packets belong together, and which of those may become one: all that a super-packet has only once (addresses,
 * ports, traffic class, hop limit, don't-fragment, options, acknowledgement, window, flags) must be the same, and what
 * segmentation counts up (sequence number, identification) must have been counted up.
 */
import { sum } from "./checksum"
import { ipv4HeaderLength, isIpv4, LONGEST_PACKET, pseudoHeaderSum, TCP, UDP } from "./ip_header"
import { countOf, headersOf, packetOf, payloadOf, protocolOf, sizeOf, transportOf } from "./item"
import { load16, load32 } from "./network_order"

const DONT_FRAGMENT: u32 = 0x4000

const ACK: u32 = 0x10
const ECE: u32 = 0x40

/** PSH in the word of data offset, flags and window, as loaded. */
const PSH_OF_WORD: u32 = 0x0800

/** As many as one UDP_SEGMENT may ask for (linux/udp.h, UDP_MAX_SEGMENTS of the older kernels). */
const DATAGRAMS: u32 = 64

/** Addresses and ports, mixed; the uppermost bits of a product depend on all of them. */
export function hashOf(item: usize): u32 {
  const packet = packetOf(item)
  let addresses = isIpv4(packet) ? load<u64>(packet, 12) : load<u64>(packet, 8) ^ load<u64>(packet, 16)
  if (!isIpv4(packet)) addresses ^= rotl<u64>(load<u64>(packet, 24) ^ load<u64>(packet, 32), 24)
  const mixed = (addresses ^ load<u32>(packet + transportOf(item))) * 0x9e3779b97f4a7c15
  return (mixed >> 56) as u32
}

export function isSameFlow(a: usize, b: usize): bool {
  const p = packetOf(a), q = packetOf(b)
  if (isIpv4(p) !== isIpv4(q) || protocolOf(p) !== protocolOf(q)) return false
  if (load<u32>(p + transportOf(a)) !== load<u32>(q + transportOf(b))) return false
  if (isIpv4(p)) return load<u64>(p, 12) === load<u64>(q, 12)
  const sources = v128.xor(v128.load(p, 8), v128.load(q, 8))
  return !v128.any_true(v128.or(sources, v128.xor(v128.load(p, 24), v128.load(q, 24))))
}

/** Whether other packets may be appended to it. */
export function canBegin(item: usize): bool {
  const packet = packetOf(item), transport = packet + transportOf(item)
  if (payloadOf(item) === 0) return false
  if (isIpv4(packet) && (load16(packet + 6) & ~DONT_FRAGMENT) !== 0) return false
  if (protocolOf(packet) === TCP) return (load<u8>(transport, 13) & ~ECE) === ACK
  return load16(transport + 4) === sizeOf(item) - transportOf(item) && load<u16>(transport, 6) !== 0
}

/** Whether `next`, of the same flow, continues what `item` has so far. */
export function canAppend(item: usize, next: usize): bool {
  const payload = payloadOf(next)
  if (payload === 0 || payload > payloadOf(item)) return false
  if (sizeOf(item) + payload > LONGEST_PACKET) return false
  const p = packetOf(item), q = packetOf(next)
  const offset = transportOf(item)
  if (!(isIpv4(p) ? continuesIpv4(p, q, countOf(item)) : continuesIpv6(p, q))) return false
  const continues = protocolOf(p) === TCP
    ? continuesTcp(p + offset, q + offset, sizeOf(item) - headersOf(item), headersOf(item) - offset)
    : countOf(item) < DATAGRAMS && canBegin(next)
  return continues && isIntact(next) && (countOf(item) > 1 || isIntact(item))
}

/** Where fragmenting is forbidden, the identification means nothing (RFC 6864 4.1). */
function continuesIpv4(p: usize, q: usize, count: u32): bool {
  if (load<u8>(p, 1) !== load<u8>(q, 1) || load<u16>(p, 6) !== load<u16>(q, 6)) return false
  if (load<u8>(p, 8) !== load<u8>(q, 8)) return false
  return (load16(p + 6) & DONT_FRAGMENT) !== 0 || ((load16(p + 4) + count) & 0xffff) === load16(q + 4)
}

/** Version, traffic class and flow label; hop limit. */
function continuesIpv6(p: usize, q: usize): bool {
  return load<u32>(p) === load<u32>(q) && load<u8>(p, 7) === load<u8>(q, 7)
}

function continuesTcp(p: usize, q: usize, payload: u32, header: u32): bool {
  if (load32(p + 4) + payload !== load32(q + 4) || load<u32>(p, 8) !== load<u32>(q, 8)) return false
  if (((load<u32>(p, 12) ^ load<u32>(q, 12)) & ~PSH_OF_WORD) !== 0 || load<u16>(p, 18) !== load<u16>(q, 18)) {
    return false
  }
  for (let i: usize = 20; i < header; i += 4) if (load<u32>(p + i) !== load<u32>(q + i)) return false
  return true
}

/** The checksums of a packet as it came. */
function isIntact(item: usize): bool {
  const packet = packetOf(item)
  if (isIpv4(packet) && sum(packet, ipv4HeaderLength(packet), 0) !== 0xffff) return false
  const length = sizeOf(item) - transportOf(item)
  return sum(packet + transportOf(item), length, pseudoHeaderSum(packet, protocolOf(packet), length)) === 0xffff
}
