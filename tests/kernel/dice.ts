/** Ways to draw from a seeded generator: one of several, a number between, some of a list. */
import { Rng } from "../../src/sim/rng.ts"

export class Dice {
  readonly #rng: Rng

  private constructor(rng: Rng) {
    this.#rng = rng
  }

  static of(seed: number, ...names: readonly (string | number)[]): Dice {
    return new Dice(Rng.seeded(seed).split(names.join(" ")))
  }

  /** True in so many of a hundred throws. */
  chance(percent: number): boolean {
    return this.#rng.below(100) < percent
  }

  /** Both ends included. */
  between(first: number, last: number): number {
    return first + this.#rng.below(last - first + 1)
  }

  /** undefined of an empty list. */
  maybe<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.#rng.below(list.length)]
  }

  pick<const T>(list: readonly [T, ...T[]]): T {
    return list[this.#rng.below(list.length)] ?? list[0]
  }

  /** By weight; `[5, "often"], [1, "seldom"]`. */
  weighted<const T>(...choices: readonly [readonly [weight: number, choice: T], ...(readonly [number, T])[]]): T {
    let drawn = this.#rng.below(choices.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, choice] of choices) {
      if (drawn < weight) return choice
      drawn -= weight
    }
    return choices[0][1]
  }

  /** So many of the list, or all if it has not that many, in its order. */
  some<T>(count: number, list: readonly T[]): readonly T[] {
    const left = list.map((_, i) => i)
    while (left.length > count) left.splice(this.#rng.below(left.length), 1)
    return left.flatMap((i) => list.slice(i, i + 1))
  }
}
