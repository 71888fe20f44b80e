import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { Rng } from "../rng.ts"
import { chooserOf, classOf, ifAllowed } from "./port_choice.ts"

/** Draws these, and then zeros; `bounds` are what it was asked for. */
function scripted(...drawn: readonly number[]) {
  const bounds: number[] = []
  const below = (bound: number): number => drawn[bounds.push(bound) - 1] ?? 0
  return { bounds, choose: chooserOf({ below }) }
}

/** Ports in the order in which they were asked for, none of them free but what `isFree` says. */
function asking(isFree: (port: number) => boolean = () => false) {
  const asked: number[] = []
  return {
    asked,
    isFree: (port: number): boolean => {
      asked.push(port)
      return isFree(port)
    },
  }
}

test("a random one is tried first, counted from the beginning of the range", () => {
  const { choose, bounds } = scripted(7)
  assert.equal(choose({ first: 20_000, last: 20_100, isFree: () => true }), 20_007)
  assert.deepEqual(bounds, [65_536], "16 bits, as the kernel draws them")
})

test("what is drawn goes round in the range, and so do those that follow", () => {
  const { choose } = scripted(102)
  const { asked, isFree } = asking((port) => port === 20_000)
  assert.equal(choose({ first: 20_000, last: 20_002, isFree }), 20_000)
  assert.deepEqual(asked, [20_000], "102 is 34 times 3")
  const next = scripted(1)
  const all = asking((port) => port === 20_000)
  assert.equal(next.choose({ first: 20_000, last: 20_002, isFree: all.isFree }), 20_000)
  assert.deepEqual(all.asked, [20_001, 20_002, 20_000])
})

test("a range of up to 128 ports is tried once, each port", () => {
  for (const count of [1, 16, 127, 128]) {
    const { choose, bounds } = scripted(3)
    const { asked, isFree } = asking()
    assert.equal(choose({ first: 1024, last: 1023 + count, isFree }), undefined)
    assert.deepEqual([...asked].sort((a, b) => a - b), Array.from({ length: count }, (_, i) => 1024 + i))
    assert.equal(bounds.length, 1)
  }
})

// net/netfilter/nf_nat_core.c: 128 attempts, then half as many from another random port, as long as there were 16.
test("of a larger one 128 are tried in a row, then 64, 32, 16 and 8, each row from another one on", () => {
  const { choose, bounds } = scripted(0, 10_000, 20_000, 30_000, 40_000)
  const { asked, isFree } = asking()
  assert.equal(choose({ first: 1024, last: 65_535, isFree }), undefined)
  const row = (from: number, length: number) => Array.from({ length }, (_, i) => 1024 + from + i)
  assert.deepEqual(asked, [
    ...row(0, 128),
    ...row(10_000, 64),
    ...row(20_000, 32),
    ...row(30_000, 16),
    ...row(40_000, 8),
  ])
  assert.equal(bounds.length, 5)
})

test("whatever is chosen is in the range and free, and of a small range something is", () => {
  const first = 1024
  const counts = fc.integer({ min: 1, max: 256 })
  const offsets = fc.uniqueArray(fc.nat(255), { maxLength: 256 })
  fc.assert(fc.property(counts, offsets, fc.nat(), (count, taken, seed) => {
    const last = first + count - 1
    const isFree = (port: number): boolean => !taken.includes(port - first)
    const port = chooserOf(Rng.seeded(seed))({ first, last, isFree })
    if (port !== undefined) assert.ok(port >= first && port <= last && isFree(port))
    const isSomeFree = taken.filter((offset) => offset < count).length < count
    if (count <= 128) assert.equal(port !== undefined, isSomeFree)
  }))
})

// RFC 4787 REQ-3a: a port up to 1023 stays among those. Linux divides them once more, and leaves 512 to 599 alone.
test("ports stay in their class", () => {
  assert.deepEqual([1, 511].map(classOf), [[1, 511], [1, 511]])
  assert.deepEqual([512, 600, 1023].map(classOf), [[600, 1023], [600, 1023], [600, 1023]])
  assert.deepEqual([1024, 51_820, 65_535].map(classOf), [[1024, 65_535], [1024, 65_535], [1024, 65_535]])
})

test("a port from elsewhere is allowed within the range, both ends included, and if it is free", () => {
  const request = { first: 2_000, last: 2_009, isFree: (port: number) => port !== 2_005 }
  const asked = [1_999, 2_000, 2_005, 2_009, 2_010, undefined]
  assert.deepEqual(asked.map((port) => ifAllowed(port, request)).filter((port) => port !== undefined), [2_000, 2_009])
})
