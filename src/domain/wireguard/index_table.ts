/**
 * Sender indices (spec/wireguard.md 1.6): random, unique over all live handshakes and sessions of a device, and the
 * only key by which an incoming response or transport message is found.
 */
import type { Random } from "../random.ts"

export class IndexTable<Owner> {
  readonly #random: Random
  readonly #owners = new Map<number, Owner>()

  constructor(random: Random) {
    this.#random = random
  }

  get size(): number {
    return this.#owners.size
  }

  /** A fresh index; nobody owns it until `assign`. */
  draw(): number {
    for (;;) {
      const index = this.#random.u32()
      if (!this.#owners.has(index)) return index
    }
  }

  /** Gives the index an owner; a session inherits the index of its handshake this way. */
  assign(index: number, owner: Owner): void {
    this.#owners.set(index, owner)
  }

  ownerOf(index: number): Owner | undefined {
    return this.#owners.get(index)
  }

  release(index: number): void {
    this.#owners.delete(index)
  }
}
