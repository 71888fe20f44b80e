/**
 * Byte strings cut from larger blocks. A typed array of its own costs 300 to 600 ns on the runtimes of today and some
 * hundred bytes besides, a cut 20 ns; and a handshake makes sixty of them. A block lives as long as any of its cuts, so
 * there are two kinds of blocks: one for what is forgotten in a moment, and one for what is kept.
 *
 * One kept key pins its whole block of 64 KiB, and with it what is dead of the others in there. The bound: there are
 * never more kept blocks alive than byte strings kept, nor more than all that was ever kept fills. What is replaced in
 * turn, such as the keys of sessions, leaves its blocks behind empty, and those go.
 */
class Slab {
  #block = new Uint8Array(0)
  #used = 0

  cut(length: number): Uint8Array {
    if (length > LONGEST_CUT) return new Uint8Array(length)
    if (this.#used + length > this.#block.length) {
      this.#block = new Uint8Array(BLOCK)
      this.#used = 0
    }
    const start = this.#used
    this.#used += length
    return this.#block.subarray(start, this.#used)
  }
}

const BLOCK = 65_536
/** Anything longer gets a buffer of its own. */
const LONGEST_CUT = 4_096

const brief = new Slab()
const lasting = new Slab()

/** `length` zero bytes that nobody else has, for a moment. */
export const cut = (length: number): Uint8Array => brief.cut(length)

/** A copy that may live for long. */
export function keep(bytes: Uint8Array): Uint8Array {
  const copy = lasting.cut(bytes.length)
  copy.set(bytes)
  return copy
}
