import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../../sim/rng.ts"
import { addressFromOctets, addressOctets, ipAddress } from "../net/ip_address.ts"
import { type Prefix, prefix, prefixAddress, prefixOf } from "../net/prefix.ts"
import { PrefixTable } from "./prefix_table.ts"

const octetsOf = (one: Prefix): Uint8Array => addressOctets(prefixAddress(one))

test("a value is found by its prefix, and by any address for which no longer prefix is there", () => {
  const table = new PrefixTable<string>("v4")
  table.set(prefix("10.0.0.0/8"), "wide")
  table.set(prefix("10.1.0.0/16"), "narrow")
  assert.equal(table.get(prefix("10.0.0.0/8")), "wide")
  assert.equal(table.get(prefix("10.0.0.0/9")), undefined)
  assert.equal(table.lookup(addressOctets(ipAddress("10.1.2.3")), 0), "narrow")
  assert.equal(table.lookup(Uint8Array.of(0, 0, 10, 2, 2, 3), 2), "wide")
})

test("setting again replaces, deleting twice is deleting once", () => {
  const table = new PrefixTable<number>("v6")
  const one = prefix("fd00::/64")
  table.set(one, 1)
  table.set(one, 2)
  assert.equal(table.lookup(octetsOf(one), 0), 2)
  table.delete(one)
  table.delete(one)
  assert.equal(table.lookup(octetsOf(one), 0), undefined)
  table.set(one, 3)
  assert.equal(table.lookup(octetsOf(one), 0), 3)
})

test("a length counts until the last prefix of it is gone", () => {
  const table = new PrefixTable<number>("v4")
  table.set(prefix("10.0.0.1/32"), 1)
  table.set(prefix("10.0.0.2/32"), 2)
  table.delete(prefix("10.0.0.1/32"))
  assert.equal(table.lookup(addressOctets(ipAddress("10.0.0.2")), 0), 2)
})

/** Half full and all moves: gaps in long runs, runs that wrap around the end, neighbours that must not move. */
test("after thousands of insertions and removals every prefix is found and no other", () => {
  for (const family of ["v4", "v6"] as const) {
    const rng = Rng.seeded(family === "v4" ? 4 : 6)
    const size = family === "v4" ? 4 : 16
    const all = Array.from({ length: 600 }, (_, i) => {
      const bytes = new Uint8Array(size)
      bytes.set([10, i >> 8, i & 255])
      return prefixOf(addressFromOctets(bytes, 0, family), i % 5 === 0 ? 24 : size * 8)
    })
    const table = new PrefixTable<number>(family)
    const model = new Map<Prefix, number>()
    for (let round = 0; round < 6_000; round++) {
      const one = all[rng.below(all.length)]
      assert.ok(one)
      if (rng.below(2) === 0) {
        table.set(one, round)
        model.set(one, round)
      } else {
        table.delete(one)
        model.delete(one)
      }
      if (round % 100 > 0) continue
      for (const one of all) assert.equal(table.lookup(octetsOf(one), 0), model.get(one), `${one} in round ${round}`)
    }
  }
})
