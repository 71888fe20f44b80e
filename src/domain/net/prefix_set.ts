/**
 * A set of IP addresses as sorted, disjoint, non-adjacent ranges for each family: the smallest form, so that two sets
 * hold the same addresses exactly when their ranges are equal. Immutable.
 */
import { addressFromValue, addressValue, type Family, familyBits, type IpAddress } from "./ip_address.ts"
import { type Prefix, prefixAddress, prefixFamily, prefixLength, prefixOf, singleAddress } from "./prefix.ts"

interface Range {
  readonly first: bigint
  readonly last: bigint
}

export interface PrefixSet {
  readonly v4: readonly Range[]
  readonly v6: readonly Range[]
}

export const EMPTY_SET: PrefixSet = { v4: [], v6: [] }

const FAMILIES = ["v4", "v6"] as const

export function prefixSet(prefixes: Iterable<Prefix>): PrefixSet {
  const ranges: { v4: Range[]; v6: Range[] } = { v4: [], v6: [] }
  for (const block of prefixes) ranges[prefixFamily(block)].push(rangeOf(block))
  return { v4: normalise(ranges.v4), v6: normalise(ranges.v6) }
}

export const addressSet = (addresses: Iterable<IpAddress>): PrefixSet => prefixSet(Array.from(addresses, singleAddress))

export function union(a: PrefixSet, b: PrefixSet): PrefixSet {
  return { v4: normalise([...a.v4, ...b.v4]), v6: normalise([...a.v6, ...b.v6]) }
}

/** The addresses of `a` that are not in `b`. */
export function subtract(a: PrefixSet, b: PrefixSet): PrefixSet {
  return { v4: subtractRanges(a.v4, b.v4), v6: subtractRanges(a.v6, b.v6) }
}

export function overlaps(a: PrefixSet, b: PrefixSet): boolean {
  return FAMILIES.some((family) => a[family].some((x) => b[family].some((y) => x.first <= y.last && y.first <= x.last)))
}

/** The positions of the sets that share an address with another one; one sweep over all ranges, however many. */
export function contestedSets(sets: readonly PrefixSet[]): ReadonlySet<number> {
  const contested = new Set<number>()
  for (const family of FAMILIES) {
    const ranges = sets.flatMap((set, owner) => set[family].map(({ first, last }) => ({ first, last, owner })))
    ranges.sort(byFirst)
    let widest = ranges[0]
    for (const range of ranges.slice(1)) {
      if (widest === undefined || range.first > widest.last) {
        widest = range
        continue
      }
      contested.add(widest.owner).add(range.owner)
      if (range.last > widest.last) widest = range
    }
  }
  return contested
}

export const isEmpty = (set: PrefixSet): boolean => set.v4.length === 0 && set.v6.length === 0

/** The fewest prefixes that make up the set: IPv4 before IPv6, ascending by address. */
export function prefixesOf(set: PrefixSet): readonly Prefix[] {
  return FAMILIES.flatMap((family) => set[family].flatMap((range) => decompose(range, family)))
}

function rangeOf(block: Prefix): Range {
  const first = addressValue(prefixAddress(block))
  const hostBits = BigInt(familyBits(prefixFamily(block)) - prefixLength(block))
  return { first, last: first + (1n << hostBits) - 1n }
}

const byFirst = (a: Range, b: Range): number => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0)

function normalise(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort(byFirst)
  const merged: Range[] = []
  for (const range of sorted) {
    const previous = merged.at(-1)
    if (previous === undefined || range.first > previous.last + 1n) merged.push(range)
    else if (range.last > previous.last) merged[merged.length - 1] = { first: previous.first, last: range.last }
  }
  return merged
}

function subtractRanges(from: readonly Range[], holes: readonly Range[]): readonly Range[] {
  return holes.reduce<readonly Range[]>((left, hole) => left.flatMap((range) => cut(range, hole)), from)
}

function cut(range: Range, hole: Range): readonly Range[] {
  if (hole.last < range.first || hole.first > range.last) return [range]
  const pieces: Range[] = []
  if (range.first < hole.first) pieces.push({ first: range.first, last: hole.first - 1n })
  if (hole.last < range.last) pieces.push({ first: hole.last + 1n, last: range.last })
  return pieces
}

/** Takes, again and again, the largest aligned block that starts at the front of the range and fits. */
function decompose(range: Range, family: Family): readonly Prefix[] {
  const blocks: Prefix[] = []
  const bits = familyBits(family)
  for (let first = range.first; first <= range.last;) {
    let hostBits = 0
    while (hostBits < bits) {
      const size = 1n << BigInt(hostBits + 1)
      if (first % size !== 0n || first + size - 1n > range.last) break
      hostBits++
    }
    blocks.push(prefixOf(addressFromValue(first, family), bits - hostBits))
    first += 1n << BigInt(hostBits)
  }
  return blocks
}
