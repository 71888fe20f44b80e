import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { ReplayWindow } from "./replay_window.ts"

const at = (counter: bigint): [number, number] => [Number(counter >> 32n), Number(counter & 0xffffffffn)]

// Recorded from wireguard-go and from the kernel (spec/wireguard.md 4.4).
test("counters 20000, 20000 - 8128 and 20000 - 8129 are accepted, accepted and rejected", () => {
  const window = new ReplayWindow()
  assert.ok(window.mark(...at(20000n)))
  assert.ok(window.mark(...at(20000n - 8128n)))
  assert.ok(!window.mark(...at(20000n - 8129n)))
})

test("a counter is accepted once, in order or out of it", () => {
  const window = new ReplayWindow()
  for (const counter of [0n, 1n, 2n, 5n, 4n, 3n]) {
    assert.ok(window.allows(...at(counter)))
    assert.ok(window.mark(...at(counter)), `first ${counter}`)
    assert.ok(!window.allows(...at(counter)))
    assert.ok(!window.mark(...at(counter)), `second ${counter}`)
  }
})

test("a jump far ahead is accepted and leaves the old counters behind", () => {
  const window = new ReplayWindow()
  window.mark(...at(7n))
  assert.ok(window.mark(...at(2n ** 63n)))
  assert.ok(!window.allows(...at(7n)))
  assert.ok(!window.allows(...at(8n)))
  assert.ok(window.allows(...at(2n ** 63n - 8128n)))
})

test("the window slides over the boundary of the low word", () => {
  const window = new ReplayWindow()
  const base = 2n ** 32n
  for (let i = -40n; i < 40n; i += 2n) assert.ok(window.mark(...at(base + i)), String(i))
  for (let i = -39n; i < 40n; i += 2n) assert.ok(window.mark(...at(base + i)), String(i))
  for (let i = -40n; i < 40n; i++) assert.ok(!window.mark(...at(base + i)), String(i))
})

// As long as counters come in order there is no ring; the first gap builds it from what was seen.
test("after twenty thousand counters in order a gap leaves the whole window closed to replays", () => {
  const window = new ReplayWindow()
  for (let counter = 0; counter <= 20_000; counter++) window.mark(0, counter)
  assert.ok(window.mark(...at(20_002n)))
  for (let counter = 20_002n - 8128n; counter <= 20_002n; counter++) {
    assert.equal(window.allows(...at(counter)), counter === 20_001n, String(counter))
  }
})

test("while counters come in order, one with a high word is ahead of them all, whatever its low word", () => {
  const window = new ReplayWindow()
  for (let counter = 0; counter <= 10; counter++) window.mark(0, counter)
  assert.ok(!window.allows(...at(5n)))
  assert.ok(window.allows(...at(2n ** 32n + 5n)))
  assert.ok(window.mark(...at(2n ** 32n + 5n)))
  assert.ok(!window.allows(...at(2n ** 32n + 5n)))
})

/** The definition, word by word: at most 8128 below the highest, and not seen. */
class SetModel {
  #top = -1n
  readonly #seen = new Set<bigint>()

  mark(counter: bigint): boolean {
    if (this.#seen.has(counter) || (this.#top >= 0n && this.#top - counter > 8128n)) return false
    this.#seen.add(counter)
    if (counter > this.#top) this.#top = counter
    return true
  }
}

test("any sequence of counters agrees with a set of those seen", () => {
  const start = fc.constantFrom(0n, 0n, 8000n, 2n ** 32n - 5000n, 2n ** 40n)
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant(1n) },
    { weight: 3, arbitrary: fc.bigInt({ min: -40n, max: 40n }) },
    { weight: 2, arbitrary: fc.bigInt({ min: -9000n, max: 9000n }) },
    { weight: 1, arbitrary: fc.constantFrom(8127n, 8128n, 8129n, 8191n, 8192n, 8193n, -8128n, -8129n, 2n ** 33n) },
  )
  fc.assert(
    fc.property(start, fc.array(step, { maxLength: 300 }), (first, steps) => {
      const window = new ReplayWindow()
      const model = new SetModel()
      let counter = first
      for (const delta of [0n, ...steps]) {
        counter = counter + delta < 0n ? 0n : counter + delta
        assert.equal(window.mark(...at(counter)), model.mark(counter), `counter ${counter}`)
      }
    }),
    { numRuns: 300 },
  )
})
