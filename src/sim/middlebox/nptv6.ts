/**
 * IPv6-to-IPv6 network prefix translation (RFC 6296): an address keeps all but its prefix and one 16-bit word, which makes
 * up for the other prefix, so that no checksum over the address changes. The way back is the same with the prefixes
 * swapped. Nothing is remembered.
 */
import { assert } from "../../domain/assert.ts"
import { addressFromOctets, addressOctets, type IpAddress } from "../../domain/net/ip_address.ts"
import { type Prefix, prefixAddress, prefixContains, prefixLength, prefixOf } from "../../domain/net/prefix.ts"

/** The longest prefixes whose subnet is adjusted; with longer ones it is the interface identifier. */
const SUBNET_PREFIX = 48
const SUBNET_WORD = 3
const IDENTIFIER_WORDS = [4, 5, 6, 7]
/** Minus zero in one's complement arithmetic: a word that has it cannot be told from one that has zero. */
const ALL_ONES = 0xffff

export interface PrefixPair {
  readonly inside: Prefix
  readonly outside: Prefix
}

export class Nptv6 {
  readonly inside: Prefix
  readonly outside: Prefix
  readonly #length: number
  /** What an address gains on its way out (section 3.1). */
  readonly #adjustment: number

  /** The shorter prefix is extended with zeros (section 3.1). */
  constructor({ inside, outside }: PrefixPair) {
    this.#length = Math.max(prefixLength(inside), prefixLength(outside))
    assert(this.#length <= 64, "the scenario was validated")
    this.inside = prefixOf(prefixAddress(inside), this.#length)
    this.outside = prefixOf(prefixAddress(outside), this.#length)
    this.#adjustment = minus(sumOf(this.inside), sumOf(this.outside))
  }

  /** undefined for what is not of the prefix, and for what has no counterpart. */
  toOutside(address: IpAddress): IpAddress | undefined {
    return this.#translated(address, this.inside, this.outside, this.#adjustment)
  }

  toInside(address: IpAddress): IpAddress | undefined {
    return this.#translated(address, this.outside, this.inside, minus(0, this.#adjustment))
  }

  #translated(address: IpAddress, from: Prefix, to: Prefix, adjustment: number): IpAddress | undefined {
    if (!prefixContains(from, address)) return undefined
    const words = wordsOf(address)
    const place = this.#adjustedWord(words)
    if (place === undefined || IDENTIFIER_WORDS.every((i) => words[i] === 0)) return undefined
    for (const [i, word] of wordsOf(prefixAddress(to)).entries()) {
      const kept = maskOf(i, this.#length)
      words[i] = ((words[i] ?? 0) & ~kept) | (word & kept)
    }
    const sum = plus(words[place] ?? 0, adjustment)
    words[place] = sum === ALL_ONES ? 0 : sum
    return addressOfWords(words)
  }

  /** Sections 3.4 and 3.5: the subnet; else the first word of the interface identifier that is not all ones. */
  #adjustedWord(words: readonly number[]): number | undefined {
    const candidates = this.#length <= SUBNET_PREFIX ? [SUBNET_WORD] : IDENTIFIER_WORDS
    return candidates.find((i) => words[i] !== ALL_ONES)
  }
}

const sumOf = (block: Prefix): number => wordsOf(prefixAddress(block)).reduce(plus, 0)

/** One's complement arithmetic (RFC 1071). */
function plus(a: number, b: number): number {
  const sum = a + b
  return sum > ALL_ONES ? sum - ALL_ONES : sum
}

const minus = (a: number, b: number): number => plus(a, ALL_ONES - b)

/** The bits of word `i` that belong to a prefix of this length. */
const maskOf = (i: number, length: number): number =>
  (ALL_ONES << (16 - Math.min(16, Math.max(0, length - 16 * i)))) & ALL_ONES

function wordsOf(address: IpAddress): number[] {
  const octets = addressOctets(address)
  return Array.from({ length: 8 }, (_, i) => ((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0))
}

function addressOfWords(words: readonly number[]): IpAddress {
  const octets = Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]))
  return addressFromOctets(octets, 0, "v6")
}
