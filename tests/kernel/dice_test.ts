import assert from "node:assert/strict"
import { test } from "node:test"
import { Dice } from "./dice.ts"

const thousand = <T>(draw: (dice: Dice) => T): readonly T[] => {
  const dice = Dice.of(1, "thousand")
  return Array.from({ length: 1000 }, () => draw(dice))
}

test("the same seed and names throw the same, others other things", () => {
  const throws = (seed: number, name: string) => {
    const dice = Dice.of(seed, name)
    return Array.from({ length: 8 }, () => dice.between(1, 1_000_000))
  }
  assert.deepEqual(throws(1, "a"), throws(1, "a"))
  assert.notDeepEqual(throws(1, "a"), throws(1, "b"))
  assert.notDeepEqual(throws(1, "a"), throws(2, "a"))
})

test("both ends of a range are thrown, and nothing else", () => {
  assert.deepEqual(new Set(thousand((dice) => dice.between(3, 5))), new Set([3, 4, 5]))
})

test("weights are shares", () => {
  const often = thousand((dice) => dice.weighted([90, "often"], [10, "seldom"])).filter((one) => one === "often").length
  assert.ok(often > 850 && often < 950, `${often} of 1000`)
  const chances = thousand((dice) => dice.chance(25)).filter(Boolean).length
  assert.ok(chances > 200 && chances < 300, `${chances} of 1000`)
})

test("some of a list are in its order and no more than there are; of nothing comes nothing", () => {
  const drawn = thousand((dice) => dice.some(2, ["a", "b", "c"]).join(""))
  assert.deepEqual([...new Set(drawn)].sort(), ["ab", "ac", "bc"])
  assert.deepEqual(Dice.of(1).some(5, ["a", "b"]), ["a", "b"])
  assert.equal(Dice.of(1).maybe([]), undefined)
})
