/** The scripts of a seed, by their numbers. */
import { Dice } from "./dice.ts"
import { isFair } from "./fairness.ts"
import { randomNetwork } from "./random_network.ts"
import { randomSchedule } from "./random_schedule.ts"
import { type Kind, KINDS, type Script } from "./script.ts"

/** The kinds take turns. What would not be fair is drawn again. */
export function randomScript(seed: number, number: number, kinds: readonly Kind[] = KINDS): Script {
  const kind = kinds[number % kinds.length] ?? KINDS[0]
  for (let attempt = 0;; attempt++) {
    const dice = Dice.of(seed, kind, number, attempt)
    const file = randomNetwork(dice, kind)
    const script = { kind, file, schedule: randomSchedule(dice, kind, file) }
    if (isFair(script)) return script
  }
}
