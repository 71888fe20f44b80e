/**
 * The addresses that KubeSpan derives (spec/kubespan.md 1.2 and 1.3): a ULA prefix from the text of the cluster id, and
 * in it each node's address from a MAC.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { assert } from "../assert.ts"
import { asciiBytes } from "../bytes.ts"
import { addressFromOctets, addressOctets, type IpAddress } from "../net/ip_address.ts"
import { type Prefix, prefixAddress, prefixOf } from "../net/prefix.ts"

const ULA = 0xfd
/** Byte 7 of the prefix tells what a ULA network is for. */
const KUBESPAN_PURPOSE = 0x02
const SIDEROLINK_PURPOSE = 0x03

/** The cluster's /64: the last 16 bytes of SHA-256 over the id's text, with the first and the eighth byte replaced. */
export function clusterPrefix(clusterId: string): Prefix {
  const octets = sha256(asciiBytes(clusterId)).slice(16)
  octets[0] = ULA
  octets[7] = KUBESPAN_PURPOSE
  return prefixOf(addressFromOctets(octets, 0, "v6"), 64)
}

/** EUI-64 of a 6- or 8-byte MAC inside the cluster's prefix. */
export function meshAddress(prefix: Prefix, mac: Uint8Array): IpAddress {
  assert(mac.length === 6 || mac.length === 8, "a MAC has 6 or 8 bytes")
  const octets = addressOctets(prefixAddress(prefix))
  const eui64 = mac.length === 8 ? mac.slice() : Uint8Array.of(...mac.subarray(0, 3), 0xff, 0xfe, ...mac.subarray(3))
  eui64[0] = (eui64[0] ?? 0) ^ 0x02
  octets.set(eui64, 8)
  return addressFromOctets(octets, 0, "v6")
}

/** As upstream asks it: by its first and its eighth byte alone, whosever cluster it is. */
export const isKubeSpanUla = (address: IpAddress): boolean => isUlaFor(address, KUBESPAN_PURPOSE)

export const isSideroLink = (address: IpAddress): boolean => isUlaFor(address, SIDEROLINK_PURPOSE)

function isUlaFor(address: IpAddress, purpose: number): boolean {
  if (!address.startsWith("fd")) return false
  const octets = addressOctets(address)
  return octets.length === 16 && octets[0] === ULA && octets[7] === purpose
}
