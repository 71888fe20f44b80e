/**
 * IP endpoints and addresses as the kernel has them, ip(7) and ipv6(7): sockaddr_in (16 bytes) and sockaddr_in6 (28), whose
 * family is in the machine's byte order (little-endian on all machines that this runs on), port and address in the
 * network's; and where the addresses are in control messages.
 */
import { readU16, writeU16 } from "../../domain/bytes.ts"
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { addressFromOctets, addressOctets, type Family, type IpAddress } from "../../domain/net/ip_address.ts"

export const AF_INET = 2
export const AF_INET6 = 10

/** The longest of them. */
export const SOCKET_ADDRESS_LENGTH = 28

export const domainOf = (family: Family): number => (family === "v4" ? AF_INET : AF_INET6)

/** Without an address, the wildcard of the family. */
export function socketAddress(family: Family, port: number, address?: IpAddress): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(family === "v4" ? 16 : 28)
  bytes[0] = domainOf(family)
  writeU16(bytes, 2, port)
  if (address !== undefined) bytes.set(addressOctets(address), OCTETS_AT[family])
  return bytes
}

/** Undefined for anything else than an IP address and a port, such as AF_UNSPEC where there is nothing to tell. */
export function readSocketAddress(bytes: Uint8Array): Endpoint | undefined {
  const family = bytes[0] === AF_INET ? "v4" : "v6"
  if (bytes[0] !== domainOf(family) || bytes[1] !== 0) return undefined
  if (bytes.length < (family === "v4" ? 8 : 24)) return undefined
  return endpointOf(addressFromOctets(bytes, OCTETS_AT[family], family), readU16(bytes, 2))
}

/**
 * The control message with an address of ours, the destination of what came or the source of what goes: IP_PKTINFO with
 * in_pktinfo (interface, source, destination), IPV6_PKTINFO with in6_pktinfo (address, interface).
 */
export const PACKET_INFO = {
  v4: { level: 0, type: 8, length: 12, sourceAt: 4, destinationAt: 8 },
  v6: { level: 41, type: 50, length: 20, sourceAt: 0, destinationAt: 0 },
} as const

/** In sockaddr_in6 the flow label stands before the address. */
const OCTETS_AT = { v4: 4, v6: 8 } as const
