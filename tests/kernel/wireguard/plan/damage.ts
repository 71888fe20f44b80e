/** A message of WireGuard's so damaged that it can prove nothing any more. */
import type { Dice } from "../../dice.ts"

export function damaged(message: Uint8Array, dice: Dice): Uint8Array {
  switch (dice.weighted([8, "changed"], [1, "shorter"], [1, "longer"])) {
    case "changed":
      return changed(message, dice)
    case "shorter":
      return message.slice(0, dice.between(0, message.length - 1))
    case "longer":
      return Uint8Array.from([...message, ...Array.from({ length: dice.between(1, 64) }, () => dice.between(0, 255))])
  }
}

/** In one place or a few. Of what no tag and no mac1 covers nothing is changed: mac2, which nobody needs to read. */
function changed(message: Uint8Array, dice: Dice): Uint8Array {
  const copy = message.slice()
  const proved = MAC2_AT.get(message[0] ?? 0) ?? message.length
  const places = new Set(Array.from({ length: dice.between(1, 4) }, () => dice.between(0, proved - 1)))
  for (const place of places) copy[place] = (copy[place] ?? 0) ^ dice.between(1, 255)
  return copy
}

/** spec/wireguard.md 1.2. */
const MAC2_AT: ReadonlyMap<number, number> = new Map([[1, 132], [2, 76]])
