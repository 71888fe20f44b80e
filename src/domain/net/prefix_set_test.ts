import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { addressFromValue } from "./ip_address.ts"
import { type Prefix, prefix, prefixContains, prefixOf } from "./prefix.ts"
import {
  contestedSets,
  EMPTY_SET,
  isEmpty,
  overlaps,
  prefixesOf,
  type PrefixSet,
  prefixSet,
  subtract,
  union,
} from "./prefix_set.ts"

const set = (...texts: string[]): PrefixSet => prefixSet(texts.map(prefix))

test("adjacent and overlapping blocks become one", () => {
  assert.deepEqual(prefixesOf(set("10.0.1.0/24", "10.0.0.0/24", "10.0.0.128/25")), ["10.0.0.0/23"])
})

test("prefixes come out IPv4 first, ascending", () => {
  assert.deepEqual(prefixesOf(set("fd50::1", "10.244.3.0/25", "192.168.3.4", "10.0.0.1")), [
    "10.0.0.1/32",
    "10.244.3.0/25",
    "192.168.3.4/32",
    "fd50::1/128",
  ])
})

// Talos, peer_spec_test.go, "Reconcile": 10.244.3.1/24 and 10.244.3.0/32 less 10.244.3.128/25.
test("subtracting leaves the minimal rest", () => {
  const rest = subtract(set("10.244.3.1/24", "10.244.3.0/32"), set("10.244.3.128/25"))
  assert.deepEqual(prefixesOf(rest), ["10.244.3.0/25"])
})

test("a hole in the middle of the whole address space", () => {
  const rest = subtract(set("0.0.0.0/0"), set("128.0.0.0/2"))
  assert.deepEqual(prefixesOf(rest), ["0.0.0.0/1", "192.0.0.0/2"])
})

test("everything less itself is empty", () => {
  assert.ok(isEmpty(subtract(set("::/0", "10.0.0.0/8"), set("10.0.0.0/8", "::/0"))))
  assert.deepEqual(prefixesOf(EMPTY_SET), [])
})

test("overlap is by family", () => {
  assert.ok(overlaps(set("10.244.2.0/23"), set("10.244.3.0/24")))
  assert.ok(!overlaps(set("10.244.2.0/24"), set("10.244.3.0/24")))
  assert.ok(!overlaps(set("0.0.0.0/0"), set("::/0")))
})

// A universe of 256 addresses is small enough to check set algebra against plain arrays of membership.
const block = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 })).map(([host, length]) =>
  prefixOf(addressFromValue(0x0a000000n + BigInt(host), "v4"), length)
)
const blocks = fc.array(block, { maxLength: 6 })

const members = (prefixes: readonly Prefix[]): boolean[] =>
  Array.from(
    { length: 256 },
    (_, host) => prefixes.some((one) => prefixContains(one, addressFromValue(0x0a000000n + BigInt(host), "v4"))),
  )

test("union, difference and overlap agree with membership, address by address", () => {
  fc.assert(
    fc.property(blocks, blocks, (left, right) => {
      const [inLeft, inRight] = [members(left), members(right)]
      const [a, b] = [prefixSet(left), prefixSet(right)]
      assert.deepEqual(members(prefixesOf(union(a, b))), inLeft.map((x, i) => x || (inRight[i] ?? false)))
      assert.deepEqual(members(prefixesOf(subtract(a, b))), inLeft.map((x, i) => x && !inRight[i]))
      assert.equal(overlaps(a, b), inLeft.some((x, i) => x && inRight[i]))
    }),
    { numRuns: 200 },
  )
})

test("the decomposition is minimal: no two of its prefixes can be joined", () => {
  fc.assert(fc.property(blocks, (some) => {
    const result = prefixesOf(prefixSet(some))
    assert.deepEqual(prefixesOf(prefixSet(result)), result)
    for (let i = 1; i < result.length; i++) {
      const joined = prefixesOf(prefixSet([result[i - 1] ?? prefix("::"), result[i] ?? prefix("::")]))
      assert.equal(joined.length, 2)
    }
  }))
})

test("the contested sets are those that overlap any other", () => {
  fc.assert(
    fc.property(fc.array(blocks, { maxLength: 6 }), (groups) => {
      const sets = groups.map((group) => prefixSet(group))
      const expected = sets.flatMap((set, i) => (sets.some((one, j) => i !== j && overlaps(set, one)) ? [i] : []))
      assert.deepEqual([...contestedSets(sets)].sort((a, b) => a - b), expected)
    }),
    { numRuns: 300 },
  )
})
