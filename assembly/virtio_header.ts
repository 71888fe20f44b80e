/**
 * `struct virtio_net_hdr` (linux/virtio_net.h), in the machine's byte order, before each packet of a TUN with
 * IFF_VNET_HDR: what is left to do to the packet, or what was not done yet.
 */

export const VIRTIO_HEADER: u32 = 10

/** Flag: the field at csum_start + csum_offset holds the sum of the pseudo-header; the rest is to be added. */
export const NEEDS_CSUM: u32 = 1

export const GSO_NONE: u32 = 0
export const GSO_TCPV4: u32 = 1
export const GSO_TCPV6: u32 = 4
export const GSO_UDP_L4: u32 = 5

/** Set beside a TCP type when the super-packet has CWR. */
const GSO_ECN: u32 = 0x80

export function needsChecksum(header: usize): bool {
  return (load<u8>(header) & NEEDS_CSUM) !== 0
}

export function gsoType(header: usize): u32 {
  return load<u8>(header, 1) & ~GSO_ECN
}

export function gsoSize(header: usize): u32 {
  return load<u16>(header, 4)
}

export function checksumStart(header: usize): u32 {
  return load<u16>(header, 6)
}

export function checksumOffset(header: usize): u32 {
  return load<u16>(header, 8)
}

/** Nothing is left to do, and the checksum was not looked at. */
export function writeEmptyHeader(header: usize): void {
  store<u64>(header, 0)
  store<u16>(header, 0, 8)
}

/** `headers` is where the payload begins, `transport` where TCP or UDP does, `field` where its checksum is from there. */
export function writeSuperHeader(
  header: usize,
  type: u32,
  headers: u32,
  segment: u32,
  transport: u32,
  field: u32,
): void {
  store<u8>(header, NEEDS_CSUM)
  store<u8>(header, type, 1)
  store<u16>(header, headers, 2)
  store<u16>(header, segment, 4)
  store<u16>(header, transport, 6)
  store<u16>(header, field, 8)
}
