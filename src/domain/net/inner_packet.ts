/**
 * The IP packet inside the tunnel, read in place: no copy, no object. Everything after decryption hangs on these few
 * header fields, so the checks are those of the kernel (spec/wireguard.md 1.13).
 */
import { readU16 } from "../bytes.ts"
import { addressFromOctets, type Family, type IpAddress } from "./ip_address.ts"

const IPV4_HEADER = 20
const IPV6_HEADER = 40

/** The family by the version nibble; undefined when it is neither 4 nor 6, or there is no byte at all. */
export function innerFamily(bytes: Uint8Array, start = 0): Family | undefined {
  const version = (bytes[start] ?? 0) >>> 4
  return version === 4 ? "v4" : version === 6 ? "v6" : undefined
}

/**
 * The length that the IP header claims, which strips the padding; undefined when the header is cut short or claims
 * more than there is, which is `space` bytes from `start`.
 */
export function innerLength(bytes: Uint8Array, start = 0, space = bytes.length - start): number | undefined {
  const family = innerFamily(bytes, start)
  if (family === undefined) return undefined
  const header = family === "v4" ? IPV4_HEADER : IPV6_HEADER
  if (space < header) return undefined
  const length = family === "v4" ? readU16(bytes, start + 2) : readU16(bytes, start + 4) + IPV6_HEADER
  return length >= header && length <= space ? length : undefined
}

/** Where the source address starts. */
export const sourceOffset = (family: Family): number => (family === "v4" ? 12 : 8)

/** Where the destination address starts. */
export const destinationOffset = (family: Family): number => (family === "v4" ? 16 : 24)

/** For reports and checks; the data path looks addresses up by their octets. */
export const innerSource = (bytes: Uint8Array): IpAddress | undefined => innerAddress(bytes, sourceOffset)

export const innerDestination = (bytes: Uint8Array): IpAddress | undefined => innerAddress(bytes, destinationOffset)

function innerAddress(bytes: Uint8Array, offsetOf: (family: Family) => number): IpAddress | undefined {
  const family = innerFamily(bytes)
  if (family === undefined || innerLength(bytes) === undefined) return undefined
  return addressFromOctets(bytes, offsetOf(family), family)
}
