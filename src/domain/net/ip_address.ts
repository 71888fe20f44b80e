/**
 * IP addresses as canonical text (RFC 5952 for IPv6, dotted quad for IPv4; an IPv4-mapped IPv6 address becomes IPv4).
 * Text because it is compared, hashed and printed far more often than it is computed with: two addresses are equal
 * when they are `===`, and a plain Map can be keyed by one. Parsing and formatting are `effect/net`'s.
 */
import type * as Brand from "effect/Brand"
import * as NetAddress from "effect/net/NetAddress"
import * as Result from "effect/Result"
import { assert } from "../assert.ts"
import { nominal } from "../brand.ts"
import { compareBytes } from "../bytes.ts"

export type IpAddress = string & Brand.Brand<"IpAddress">
export type Family = "v4" | "v6"

const brand = nominal<IpAddress>()

/** Reads one address, without port, brackets or zone. The failure says what is wrong with the text. */
export function parseIpAddress(text: string): Result.Result<IpAddress, string> {
  const parsed = NetAddress.ipFromString(text)
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure.message)
  return Result.succeed(brand(NetAddress.formatIp(NetAddress.toCanonical(parsed.success))))
}

/** For literals that are known to be right. */
export function ipAddress(text: string): IpAddress {
  const parsed = parseIpAddress(text)
  assert(Result.isSuccess(parsed), `"${text}" is an IP address`)
  return parsed.success
}

export const familyOf = (address: IpAddress): Family => (address.includes(":") ? "v6" : "v4")

/** 32 or 128. */
export const familyBits = (family: Family): number => (family === "v4" ? 32 : 128)

/** Network byte order, 4 or 16 of them. */
export function addressOctets(address: IpAddress): Uint8Array {
  const parsed = NetAddress.ipFromStringUnsafe(address)
  return Uint8Array.from(
    NetAddress.isIpv4Address(parsed) ? NetAddress.ipv4ToOctets(parsed) : NetAddress.ipv6ToOctets(parsed),
  )
}

/** IPv4 before IPv6, ascending by value. */
export function inOrder(addresses: Iterable<IpAddress>): readonly IpAddress[] {
  return Array.from(addresses, (address) => ({ address, octets: addressOctets(address) }))
    .sort((a, b) => a.octets.length - b.octets.length || compareBytes(a.octets, b.octets))
    .map(({ address }) => address)
}

/** The address whose 4 or 16 octets start at `offset`. */
export function addressFromOctets(bytes: Uint8Array, offset: number, family: Family): IpAddress {
  const octets = bytes.subarray(offset, offset + familyBits(family) / 8)
  const address = family === "v4" ? NetAddress.ipv4FromBytesUnsafe(octets) : NetAddress.ipv6FromBytesUnsafe(octets)
  return brand(NetAddress.formatIp(address))
}

/** The address as one unsigned integer, for arithmetic on ranges. */
export function addressValue(address: IpAddress): bigint {
  let value = 0n
  for (const octet of addressOctets(address)) value = (value << 8n) | BigInt(octet)
  return value
}

export function addressFromValue(value: bigint, family: Family): IpAddress {
  const octets = new Uint8Array(familyBits(family) / 8)
  for (let i = octets.length - 1, rest = value; i >= 0; i--, rest >>= 8n) octets[i] = Number(rest & 0xffn)
  return addressFromOctets(octets, 0, family)
}

/** Whether it is canonical text. */
export function isIpAddress(text: string): boolean {
  const parsed = parseIpAddress(text)
  return Result.isSuccess(parsed) && parsed.success === text
}
