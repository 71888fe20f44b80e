/** Chance that nobody can guess, from the platform, as the domain wants it. */
import { randomFillSync } from "node:crypto"
import type { Random } from "../../domain/random.ts"

const WORDS = new Uint32Array(64)
let used = WORDS.length

function u32(): number {
  if (used === WORDS.length) {
    randomFillSync(WORDS)
    used = 0
  }
  const word = WORDS[used] ?? 0
  WORDS[used++] = 0
  return word
}

/** Words beyond the last whole multiple of the bound are drawn again: what is left is uniform. */
function below(bound: number): number {
  const limit = SPAN - SPAN % bound
  for (let word = u32();; word = u32()) if (word < limit) return word % bound
}

export const systemRandom: Random = { u32, below, fill: (target) => randomFillSync(target) }

const SPAN = 2 ** 32
