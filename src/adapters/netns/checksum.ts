/**
 * The Internet checksum (RFC 1071) where Linux left it for the hardware to finish: `struct virtio_net_hdr` in front of a
 * frame says from where to sum and where the sum goes. The field holds the sum over the pseudo-header by then.
 */
import { readU16, writeU16 } from "../../domain/bytes.ts"

/** Its length: flags 1, gso_type 1, hdr_len 2, gso_size 2, csum_start 2, csum_offset 2. */
export const VNET_HEADER = 10

/** Writes the checksum into the frame behind the header, where one is wanting. */
export function finishChecksum(headerAndFrame: Uint8Array): void {
  if (((headerAndFrame[0] ?? 0) & NEEDS_CSUM) === 0) return
  const start = VNET_HEADER + readU16Host(headerAndFrame, 6)
  const field = start + readU16Host(headerAndFrame, 8)
  if (field + 2 > headerAndFrame.length) return
  // Zero means "none" in UDP; its other form in one's complement does not.
  writeU16(headerAndFrame, field, checksum(headerAndFrame.subarray(start)) || 0xffff)
}

/** One frame that stands for many (GSO): the hardware would cut it to length. */
export const isOversized = (headerAndFrame: Uint8Array): boolean => (headerAndFrame[1] ?? 0) !== 0

/** The one's complement of the one's complement sum of all 16-bit words; an odd byte at the end is padded with zero. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += readU16(bytes, i)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** The header is in the machine's byte order, little-endian wherever this runs. */
const readU16Host = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8)

/** VIRTIO_NET_HDR_F_NEEDS_CSUM, linux/virtio_net.h. */
const NEEDS_CSUM = 1
