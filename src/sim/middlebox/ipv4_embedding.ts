/**
 * IPv4 addresses within an IPv6 prefix, as translators write them (RFC 6052 section 2.2): the four octets follow the
 * prefix, but never stand in bits 64 to 71, which are zero; and so is everything after them.
 */
import { assert } from "../../domain/assert.ts"
import { addressFromOctets, addressOctets, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import {
  type Prefix,
  prefix,
  prefixAddress,
  prefixContains,
  prefixFamily,
  prefixLength,
} from "../../domain/net/prefix.ts"

/** In bits: RFC 6052 section 2.2. */
export const EMBEDDING_LENGTHS: readonly number[] = [32, 40, 48, 56, 64, 96]

/** For whom there is no other (RFC 6052 section 2.1). */
export const WELL_KNOWN_PREFIX = prefix("64:ff9b::/96")

export class Ipv4Embedding {
  readonly #prefix: Prefix
  readonly #octets: Uint8Array
  /** Where each octet of the IPv4 address stands. */
  readonly #places: readonly number[]

  constructor(block: Prefix) {
    const bytes = prefixLength(block) / 8
    assert(canEmbed(block), "the scenario was validated")
    this.#prefix = block
    this.#octets = addressOctets(prefixAddress(block))
    this.#places = [0, 1, 2, 3].map((i) => (bytes + i < ALWAYS_ZERO || bytes > ALWAYS_ZERO ? bytes + i : bytes + i + 1))
  }

  embed(address: IpAddress): IpAddress {
    const octets = this.#octets.slice()
    for (const [i, octet] of addressOctets(address).entries()) octets[this.#places[i] ?? 0] = octet
    return addressFromOctets(octets, 0, "v6")
  }

  /** The IPv4 address in an address of the prefix; undefined for any other. What follows it is ignored (section 2.3). */
  extract(address: IpAddress): IpAddress | undefined {
    if (familyOf(address) === "v4" || !prefixContains(this.#prefix, address)) return undefined
    const octets = addressOctets(address)
    return addressFromOctets(Uint8Array.from(this.#places, (place) => octets[place] ?? 0), 0, "v4")
  }

  /** Whether the address may be written so: the well-known prefix is not for private ones (section 3.1). */
  allows(address: IpAddress): boolean {
    return this.#prefix !== WELL_KNOWN_PREFIX || !PRIVATE.some((block) => prefixContains(block, address))
  }
}

/** Whether IPv4 addresses fit: the prefix has one of the lengths, and nothing in bits 64 to 71. */
export function canEmbed(block: Prefix): boolean {
  if (prefixFamily(block) !== "v6" || !EMBEDDING_LENGTHS.includes(prefixLength(block))) return false
  return addressOctets(prefixAddress(block))[ALWAYS_ZERO] === 0
}

/** Bits 64 to 71 are this octet. */
const ALWAYS_ZERO = 8

/** Of what is not global (RFC 6890) that which networks in scenarios use; their internet is made of documentation. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"].map(prefix)
