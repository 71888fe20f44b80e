/**
 * IP addresses and prefixes as discovery carries them: 4 or 16 bytes, and a number of bits. IPv4 is always written as
 * 4 bytes; whoever writes its IPv6-mapped form means the same address. What is neither is undefined, and skipped.
 */
import { addressFromOctets, familyBits, familyOf, type IpAddress } from "../net/ip_address.ts"
import { type Prefix, prefixOf } from "../net/prefix.ts"

export function addressFromWire(bytes: Uint8Array): IpAddress | undefined {
  if (bytes.length === 4) return addressFromOctets(bytes, 0, "v4")
  if (bytes.length !== 16) return undefined
  return isMapped(bytes) ? addressFromOctets(bytes, MAPPED_BYTES, "v4") : addressFromOctets(bytes, 0, "v6")
}

/** Host bits are cleared. */
export function prefixFromWire(bytes: Uint8Array, bits: number): Prefix | undefined {
  const address = addressFromWire(bytes)
  if (address === undefined) return undefined
  const length = isMapped(bytes) ? bits - MAPPED_BYTES * 8 : bits
  return length < 0 || length > familyBits(familyOf(address)) ? undefined : prefixOf(address, length)
}

/** In ::ffff:0:0/96 (RFC 4291, 2.5.5.2). */
const isMapped = (bytes: Uint8Array): boolean =>
  bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff

const MAPPED_BYTES = 12
