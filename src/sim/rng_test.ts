import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "./rng.ts"

const draws = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.u32())

test("one seed gives one sequence, another seed another", () => {
  assert.deepEqual(draws(Rng.seeded(7), 20), draws(Rng.seeded(7), 20))
  assert.notDeepEqual(draws(Rng.seeded(7), 20), draws(Rng.seeded(8), 20))
  assert.notDeepEqual(draws(Rng.seeded(1), 20), draws(Rng.seeded(1 + 2 ** 32), 20))
})

// PractRand's sfc32 with state (a, b, c, counter) is what the class steps; the recurrence written out once more.
test("the generator is sfc32", () => {
  let [a, b, c, d] = [7, 0, 0x9e3779b9, 1]
  const step = (): number => {
    const t = (a + b + d) >>> 0
    d = (d + 1) >>> 0
    a = (b ^ (b >>> 9)) >>> 0
    b = (c + c * 8) % 2 ** 32
    c = (((c * 2 ** 21) % 2 ** 32 + Math.floor(c / 2 ** 11)) + t) % 2 ** 32
    return t
  }
  for (let i = 0; i < 15; i++) step()
  assert.deepEqual(draws(Rng.seeded(7), 50), Array.from({ length: 50 }, step))
})

test("a split depends on seed and name, not on what was drawn before", () => {
  const fresh = Rng.seeded(42)
  const used = Rng.seeded(42)
  draws(used, 1000)
  assert.deepEqual(draws(fresh.split("node a"), 10), draws(used.split("node a"), 10))
  assert.notDeepEqual(draws(fresh.split("node a"), 10), draws(fresh.split("node b"), 10))
  assert.notDeepEqual(draws(fresh.split("ab"), 10), draws(fresh.split("ba"), 10))
  assert.notDeepEqual(draws(fresh.split("x").split("y"), 10), draws(fresh.split("xy"), 10))
})

test("below() stays in range and reaches every value about equally often", () => {
  const rng = Rng.seeded(1)
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) counts[rng.below(10)] = (counts[rng.below(10)] ?? 0) + 1
  for (const count of counts) assert.ok(count > 8_000 && count < 12_000, String(counts))
  assert.equal(rng.below(1), 0)
})

test("chance() is certain at both ends and near its rate between", () => {
  const rng = Rng.seeded(3)
  assert.ok(!rng.chance(0))
  assert.ok(rng.chance(1_000_000))
  let hits = 0
  for (let i = 0; i < 100_000; i++) if (rng.chance(20_000)) hits++
  assert.ok(hits > 1_800 && hits < 2_200, String(hits))
})

test("fill() writes every byte, also of odd lengths", () => {
  const bytes = Rng.seeded(5).fill(new Uint8Array(1027))
  assert.ok(new Set(bytes).size > 240)
  assert.deepEqual(Rng.seeded(5).fill(new Uint8Array(1027)), bytes)
})
