/**
 * The prefixes of one address family and a value for each. Open addressing over the prefix's words and length, probed
 * once for each length in use, longest first; meshes use two or three lengths. Keys are plain words, so that a lookup
 * reads the packet in place and allocates nothing. A removal closes its gap at once, so that no trace slows lookups.
 */
import { addressOctets, type Family, familyBits } from "../net/ip_address.ts"
import { type Prefix, prefixAddress, prefixLength } from "../net/prefix.ts"

export class PrefixTable<Value> {
  readonly #values = new Map<Prefix, Value>()
  readonly #words: number
  /** How many prefixes there are of each length. */
  readonly #counts: Uint32Array
  #lengths: readonly number[] = []
  #keys = new Uint32Array(0)
  #slotLengths = new Int16Array(0)
  #slotValues: (Value | undefined)[] = []
  #mask = 0
  readonly #probe = new Uint32Array(4)

  constructor(family: Family) {
    this.#words = familyBits(family) / 32
    this.#counts = new Uint32Array(familyBits(family) + 1)
  }

  get(prefix: Prefix): Value | undefined {
    return this.#values.get(prefix)
  }

  set(prefix: Prefix, value: Value): void {
    const isNew = !this.#values.has(prefix)
    this.#values.set(prefix, value)
    if (isNew) this.#count(prefixLength(prefix), 1)
    if (isNew && this.#values.size * 2 > this.#slotLengths.length) this.#grow()
    else this.#place(prefix, value)
  }

  delete(prefix: Prefix): void {
    if (!this.#values.delete(prefix)) return
    this.#count(prefixLength(prefix), -1)
    this.#close(this.#slotOf(prefix))
  }

  /** The value of the longest prefix that holds the address whose octets start at `offset`. */
  lookup(bytes: Uint8Array, offset: number): Value | undefined {
    for (let i = 0; i < this.#lengths.length; i++) {
      const length = this.#lengths[i] ?? 0
      this.#load(bytes, offset, length)
      const slot = this.#find(length)
      if (this.#slotLengths[slot] !== EMPTY) return this.#slotValues[slot]
    }
    return undefined
  }

  #count(length: number, change: 1 | -1): void {
    const count = (this.#counts[length] ?? 0) + change
    this.#counts[length] = count
    if (count === 0) this.#lengths = this.#lengths.filter((one) => one !== length)
    else if (count === 1 && change > 0) this.#lengths = [...this.#lengths, length].sort((a, b) => b - a)
  }

  #grow(): void {
    let capacity = 8
    while (capacity < this.#values.size * 4) capacity *= 2
    this.#mask = capacity - 1
    this.#keys = new Uint32Array(capacity * this.#words)
    this.#slotLengths = new Int16Array(capacity).fill(EMPTY)
    this.#slotValues = new Array<Value | undefined>(capacity).fill(undefined)
    for (const [prefix, value] of this.#values) this.#place(prefix, value)
  }

  #place(prefix: Prefix, value: Value): void {
    const slot = this.#slotOf(prefix)
    for (let w = 0; w < this.#words; w++) this.#keys[slot * this.#words + w] = this.#probe[w] ?? 0
    this.#slotLengths[slot] = prefixLength(prefix)
    this.#slotValues[slot] = value
  }

  /** Frees a slot. What probing put behind it moves up, unless it would come before the place where its search starts. */
  #close(freed: number): void {
    let gap = freed
    for (let slot = (gap + 1) & this.#mask; this.#slotLengths[slot] !== EMPTY; slot = (slot + 1) & this.#mask) {
      if (((slot - this.#homeOf(slot)) & this.#mask) < ((slot - gap) & this.#mask)) continue
      this.#keys.copyWithin(gap * this.#words, slot * this.#words, (slot + 1) * this.#words)
      this.#slotLengths[gap] = this.#slotLengths[slot] ?? EMPTY
      this.#slotValues[gap] = this.#slotValues[slot]
      gap = slot
    }
    this.#slotLengths[gap] = EMPTY
    this.#slotValues[gap] = undefined
  }

  #homeOf(slot: number): number {
    for (let w = 0; w < this.#words; w++) this.#probe[w] = this.#keys[slot * this.#words + w] ?? 0
    return this.#home(this.#slotLengths[slot] ?? 0)
  }

  #slotOf(prefix: Prefix): number {
    const length = prefixLength(prefix)
    this.#load(addressOctets(prefixAddress(prefix)), 0, length)
    return this.#find(length)
  }

  /** The first `length` bits of the address into the probe; the rest of it zero. */
  #load(bytes: Uint8Array, offset: number, length: number): void {
    for (let w = 0; w < this.#words; w++) {
      const at = offset + w * 4
      const word = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0)
      const bits = length - w * 32
      this.#probe[w] = bits >= 32 ? word : bits <= 0 ? 0 : word & (-1 << (32 - bits))
    }
  }

  /** Where the search for the probe at this length starts. */
  #home(length: number): number {
    let hash = Math.imul(length + 1, 0x9e3779b1)
    for (let w = 0; w < this.#words; w++) hash = Math.imul(hash ^ (this.#probe[w] ?? 0) ^ (hash >>> 15), 0x85ebca6b)
    return (hash ^ (hash >>> 13)) & this.#mask
  }

  /** The slot that holds the probe at this length, or the empty one where it would go. */
  #find(length: number): number {
    let slot = this.#home(length)
    while (this.#slotLengths[slot] !== EMPTY && !this.#holds(slot, length)) slot = (slot + 1) & this.#mask
    return slot
  }

  #holds(slot: number, length: number): boolean {
    if (this.#slotLengths[slot] !== length) return false
    for (let w = 0; w < this.#words; w++) {
      if (this.#keys[slot * this.#words + w] !== this.#probe[w]) return false
    }
    return true
  }
}

const EMPTY = -1
