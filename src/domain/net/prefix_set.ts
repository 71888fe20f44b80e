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

/**
 * The positions of the sets that share an address with another one. Almost all ranges of a mesh are single addresses,
 * which are told apart by a hash table; only wider ones are sorted and searched.
 */
export function contestedSets(sets: readonly PrefixSet[]): ReadonlySet<number> {
  const contested = new Set<number>()
  for (const family of FAMILIES) {
    const owners = new Map<bigint, number>()
    const wide: Owned[] = []
    for (const [owner, set] of sets.entries()) {
      for (const { first, last } of set[family]) {
        if (first !== last) wide.push({ first, last, owner })
        else note(owners, first, owner, contested)
      }
    }
    if (wide.length > 0) searchWide(wide, owners, contested)
  }
  return contested
}

interface Owned extends Range {
  readonly owner: number
}

function note(owners: Map<bigint, number>, address: bigint, owner: number, contested: Set<number>): void {
  const other = owners.get(address)
  if (other === undefined) owners.set(address, owner)
  else contested.add(other).add(owner)
}

/** Wide ranges against each other and against single addresses, in one sweep. */
function searchWide(wide: readonly Owned[], owners: ReadonlyMap<bigint, number>, contested: Set<number>): void {
  const single = Array.from(owners, ([first, owner]) => ({ first, last: first, owner }))
  const [head, ...rest] = [...wide, ...single].sort(byFirst)
  let widest = head
  for (const range of rest) {
    if (widest === undefined || range.first > widest.last) {
      widest = range
      continue
    }
    contested.add(widest.owner).add(range.owner)
    if (range.last > widest.last) widest = range
  }
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
