/**
 * What will be one write to the TUN: a packet or super-packet, and where its parts begin. A packet whose transport header
 * cannot be told from the first bytes (options, fragments, extension headers) is opaque: it may be of any flow.
 */
import { IPV4_HEADER, ipv4HeaderLength, IPV6_HEADER, isIpv4, isIpv4Fragment, TCP, UDP } from "./ip_header"
import { tcpHeaderLength } from "./segment_headers"

/** Bytes of a record. */
export const ITEM: usize = 24

const PACKET: usize = 0
const SIZE: usize = 4
const TRANSPORT: usize = 8
const HEADERS: usize = 12
const PAYLOAD: usize = 16
const COUNT: usize = 20

const ICMPV6: u32 = 58
const UDP_HEADER: u32 = 8

/** Fills in the record of a single packet; false if it is opaque. */
export function describe(item: usize, packet: usize, size: u32): bool {
  const isV4 = isIpv4(packet)
  const transport = isV4 ? IPV4_HEADER : IPV6_HEADER
  const protocol = protocolOf(packet)
  store<u32>(item, packet as u32, PACKET)
  store<u32>(item, size, SIZE)
  store<u32>(item, transport, TRANSPORT)
  store<u32>(item, 1, COUNT)
  if (isV4 ? ipv4HeaderLength(packet) !== transport || isIpv4Fragment(packet) : isExtension(protocol)) return false
  let length: u32 = 0
  if (protocol === TCP) length = tcpHeaderLength(packet + transport, size - transport)
  else if (protocol === UDP && size >= transport + UDP_HEADER) length = UDP_HEADER
  else return protocol !== UDP
  store<u32>(item, transport + length, HEADERS)
  store<u32>(item, size - transport - length, PAYLOAD)
  return length > 0
}

/** For want of a list of all extension headers: whatever else IPv6 may carry. */
function isExtension(protocol: u32): bool {
  return protocol !== TCP && protocol !== UDP && protocol !== ICMPV6
}

export function protocolOf(packet: usize): u32 {
  return load<u8>(packet + (isIpv4(packet) ? 9 : 6))
}

export function packetOf(item: usize): usize {
  return load<u32>(item, PACKET)
}

/** The length of all that there is so far. */
export function sizeOf(item: usize): u32 {
  return load<u32>(item, SIZE)
}

/** Where TCP or UDP begins, from the start of the packet. */
export function transportOf(item: usize): u32 {
  return load<u32>(item, TRANSPORT)
}

/** Where the payload begins. */
export function headersOf(item: usize): u32 {
  return load<u32>(item, HEADERS)
}

/** The length of the first packet's payload. */
export function payloadOf(item: usize): u32 {
  return load<u32>(item, PAYLOAD)
}

/** How many packets it stands for. */
export function countOf(item: usize): u32 {
  return load<u32>(item, COUNT)
}

/** It now begins at `packet`. */
export function move(item: usize, packet: usize): void {
  store<u32>(item, packet as u32, PACKET)
}

/** One packet more is in it, with `payload` bytes. */
export function grow(item: usize, payload: u32): void {
  store<u32>(item, sizeOf(item) + payload, SIZE)
  store<u32>(item, countOf(item) + 1, COUNT)
}
