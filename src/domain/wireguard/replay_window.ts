/**
 * Which transport counters were seen (spec/wireguard.md 1.12, RFC 6479): a ring of bits over 64-bit counters given as
 * two words. The functions work on a plain word array, so that a data plane can keep the ring in its own arena; the
 * class keeps one per session and allocates it only when counters stop arriving in order, which most never do.
 *
 * Layout of the array: [0] high word and [1] low word of the highest counter seen, [2] 1 once any was, [3..] the ring.
 * Check a counter before decrypting if you like, but mark it only after the packet proved authentic.
 */
import { REPLAY_WINDOW } from "./constants.ts"

const RING_BITS = 8192
const RING_WORDS = RING_BITS / 32
const HEADER_WORDS = 3

/** Words that a caller must provide. */
export const REPLAY_WORDS = HEADER_WORDS + RING_WORDS

/** True if the counter is new and not too old. Changes nothing. */
export function replayAllows(words: Uint32Array, high: number, low: number): boolean {
  if (words[2] === 0) return true
  const ahead = distance(words[0] ?? 0, words[1] ?? 0, high, low)
  if (ahead > 0) return true
  if (-ahead > REPLAY_WINDOW) return false
  return ((words[slotOf(low)] ?? 0) & bitOf(low)) === 0
}

/** Marks a counter as seen; false, and no change, if it is not allowed. */
export function replayMark(words: Uint32Array, high: number, low: number): boolean {
  if (!replayAllows(words, high, low)) return false
  const isFirst = words[2] === 0
  const ahead = distance(words[0] ?? 0, words[1] ?? 0, high, low)
  if (isFirst || ahead > 0) {
    clearBetween(words, isFirst ? RING_BITS : ahead, low)
    words[0] = high
    words[1] = low
    words[2] = 1
  }
  words[slotOf(low)] = (words[slotOf(low)] ?? 0) | bitOf(low)
  return true
}

export class ReplayWindow {
  /** Counters 0 up to this were all seen, and no other, while there is no ring. */
  #inOrder = -1
  #words: Uint32Array | undefined

  allows(high: number, low: number): boolean {
    if (this.#words !== undefined) return replayAllows(this.#words, high, low)
    return high > 0 || low > this.#inOrder
  }

  mark(high: number, low: number): boolean {
    if (this.#words === undefined) {
      if (high === 0 && low === this.#inOrder + 1) {
        this.#inOrder = low
        return true
      }
      this.#words = this.#ring()
    }
    return replayMark(this.#words, high, low)
  }

  #ring(): Uint32Array {
    const words = new Uint32Array(REPLAY_WORDS)
    for (let low = Math.max(0, this.#inOrder - RING_BITS + 1); low <= this.#inOrder; low++) replayMark(words, 0, low)
    return words
  }
}

/** How far the counter lies above the top; exact near the top, and of the right sign and size everywhere else. */
function distance(topHigh: number, topLow: number, high: number, low: number): number {
  return (high - topHigh) * 0x100000000 + (low - topLow)
}

const slotOf = (low: number): number => HEADER_WORDS + ((low >>> 5) & (RING_WORDS - 1))
const bitOf = (low: number): number => 1 << (low & 31)

/** The window moved up by `ahead` to `low`: forget the bits of the counters that were skipped, and of `low` itself. */
function clearBetween(words: Uint32Array, ahead: number, low: number): void {
  if (ahead >= RING_BITS) {
    words.fill(0, HEADER_WORDS)
    return
  }
  const first = low - ahead + 1
  for (let counter = first; counter <= low;) {
    const isWholeWord = (counter & 31) === 0 && low - counter >= 31
    if (isWholeWord) words[slotOf(counter)] = 0
    else words[slotOf(counter)] = (words[slotOf(counter)] ?? 0) & ~bitOf(counter)
    counter += isWholeWord ? 32 : 1
  }
}
