/**
 * Seeded chance for the simulator: Chris Doty-Humphrey's sfc32, 32-bit integer arithmetic and nothing else, so every
 * runtime draws the same numbers. `split` gives each component a stream of its own that depends on the seed and the
 * component's name alone: adding a node changes no draw of any other.
 */
import { assert } from "../domain/assert.ts"
import type { Random } from "../domain/random.ts"

export class Rng implements Random {
  readonly #seed: readonly [number, number]
  #a: number
  #b: number
  #c: number
  #counter = 1

  private constructor(seed: readonly [number, number]) {
    this.#seed = seed
    this.#a = seed[0]
    this.#b = seed[1]
    this.#c = 0x9e3779b9
    for (let i = 0; i < WARM_UP; i++) this.u32()
  }

  /** `seed` is an integer in [0, 2^53). */
  static seeded(seed: number): Rng {
    assert(Number.isSafeInteger(seed) && seed >= 0, "a seed is an integer from 0 to 2^53 - 1")
    return new Rng([seed >>> 0, Math.floor(seed / 0x100000000)])
  }

  /** An independent stream for the component of this name; drawing from this one does not change it. */
  split(name: string): Rng {
    let [low, high] = this.#seed
    for (let i = 0; i < name.length; i++) {
      low = Math.imul(low ^ name.charCodeAt(i), 0x01000193)
      high = Math.imul(high ^ (low >>> 13), 0x85ebca6b) + 1
    }
    return new Rng([(low ^ (high >>> 16)) >>> 0, high >>> 0])
  }

  readonly u32 = (): number => {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  readonly below = (bound: number): number => {
    assert(Number.isInteger(bound) && bound >= 1 && bound <= 0x100000000, "a bound is an integer from 1 to 2^32")
    const limit = 0x100000000 - (0x100000000 % bound)
    for (;;) {
      const drawn = this.u32()
      if (drawn < limit) return drawn % bound
    }
  }

  readonly fill = (target: Uint8Array): Uint8Array => {
    for (let i = 0; i < target.length; i += 4) {
      const word = this.u32()
      for (let j = 0; j < 4 && i + j < target.length; j++) target[i + j] = (word >>> (8 * j)) & 0xff
    }
    return target
  }

  /** True in `millionths` of a million draws. Draws nothing when the answer is certain. */
  chance(millionths: number): boolean {
    if (millionths <= 0) return false
    if (millionths >= MILLION) return true
    return this.below(MILLION) < millionths
  }
}

const MILLION = 1_000_000
const WARM_UP = 15
