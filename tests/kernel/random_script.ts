/** The scripts of a seed, by their numbers. */
import { Dice } from "./dice.ts"
import { isFair } from "./fairness.ts"
import { randomNetwork } from "./random_network.ts"
import { randomSchedule } from "./random_schedule.ts"
import { KINDS, type Script } from "./script.ts"

/** The kinds take turns. What would not be fair is drawn again. */
export function randomScript(seed: number, number: number): Script {
  const kind = KINDS[number % KINDS.length] ?? KINDS[0]
  for (let attempt = 0;; attempt++) {
    const dice = Dice.of(seed, kind, number, attempt)
    const file = randomNetwork(dice, kind)
    const script = { kind, file, schedule: randomSchedule(dice, kind, file) }
    if (isFair(script)) return script
  }
}
