/**
 * Cryptokey routing (spec/wireguard.md 1.14): the longest prefix that holds an address has exactly one owner. One hash
 * table per family, probed once for each prefix length in use, longest first; meshes use two or three lengths. Keys are
 * plain words, so that a lookup reads the packet in place and allocates nothing.
 */
import { addressOctets, type Family, familyBits } from "../net/ip_address.ts"
import { type Prefix, prefixAddress, prefixFamily, prefixLength } from "../net/prefix.ts"

export class AllowedIps<Owner> {
  readonly #tables: Readonly<Record<Family, Table<Owner>>> = { v4: new Table("v4"), v6: new Table("v6") }

  /** Gives the prefix to `owner`; whoever had exactly this prefix loses it. */
  insert(prefix: Prefix, owner: Owner): void {
    this.#tables[prefixFamily(prefix)].insert(prefix, owner)
  }

  /** The owner of exactly this prefix. */
  ownerOf(prefix: Prefix): Owner | undefined {
    return this.#tables[prefixFamily(prefix)].owners.get(prefix)
  }

  remove(prefix: Prefix): void {
    this.#tables[prefixFamily(prefix)].remove(prefix)
  }

  /** The owner of the longest prefix that holds the address whose octets start at `offset`. */
  lookup(family: Family, bytes: Uint8Array, offset: number): Owner | undefined {
    return this.#tables[family].lookup(bytes, offset)
  }
}

/** Open addressing over the prefix's words and length; rebuilt when prefixes go, which is rare. */
class Table<Owner> {
  readonly owners = new Map<Prefix, Owner>()
  readonly #words: number
  #lengths: readonly number[] = []
  #keys = new Uint32Array(0)
  #slotLengths = new Int16Array(0)
  #slotOwners: (Owner | undefined)[] = []
  #mask = 0
  readonly #probe = new Uint32Array(4)

  constructor(family: Family) {
    this.#words = familyBits(family) / 32
  }

  insert(prefix: Prefix, owner: Owner): void {
    const isNew = !this.owners.has(prefix)
    this.owners.set(prefix, owner)
    if (isNew && this.owners.size * 2 > this.#slotLengths.length) this.#rebuild()
    else this.#place(prefix, owner)
  }

  remove(prefix: Prefix): void {
    if (this.owners.delete(prefix)) this.#rebuild()
  }

  lookup(bytes: Uint8Array, offset: number): Owner | undefined {
    for (let i = 0; i < this.#lengths.length; i++) {
      const length = this.#lengths[i] ?? 0
      this.#load(bytes, offset, length)
      const slot = this.#find(length)
      if (this.#slotLengths[slot] !== EMPTY) return this.#slotOwners[slot]
    }
    return undefined
  }

  #rebuild(): void {
    let capacity = 8
    while (capacity < this.owners.size * 4) capacity *= 2
    this.#mask = capacity - 1
    this.#keys = new Uint32Array(capacity * this.#words)
    this.#slotLengths = new Int16Array(capacity).fill(EMPTY)
    this.#slotOwners = new Array<Owner | undefined>(capacity).fill(undefined)
    this.#lengths = []
    for (const [prefix, owner] of this.owners) this.#place(prefix, owner)
  }

  #place(prefix: Prefix, owner: Owner): void {
    const length = prefixLength(prefix)
    if (!this.#lengths.includes(length)) this.#lengths = [...this.#lengths, length].sort((a, b) => b - a)
    this.#load(addressOctets(prefixAddress(prefix)), 0, length)
    const slot = this.#find(length)
    for (let w = 0; w < this.#words; w++) this.#keys[slot * this.#words + w] = this.#probe[w] ?? 0
    this.#slotLengths[slot] = length
    this.#slotOwners[slot] = owner
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

  /** The slot that holds the probe at this length, or the empty one where it would go. */
  #find(length: number): number {
    let hash = Math.imul(length + 1, 0x9e3779b1)
    for (let w = 0; w < this.#words; w++) hash = Math.imul(hash ^ (this.#probe[w] ?? 0) ^ (hash >>> 15), 0x85ebca6b)
    let slot = (hash ^ (hash >>> 13)) & this.#mask
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
