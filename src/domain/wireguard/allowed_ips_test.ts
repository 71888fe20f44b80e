import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { addressFromOctets, addressOctets, familyOf, ipAddress } from "../net/ip_address.ts"
import { type Prefix, prefix, prefixContains, prefixLength, prefixOf } from "../net/prefix.ts"
import { AllowedIps } from "./allowed_ips.ts"

function owner(table: AllowedIps<string>, address: string): string | undefined {
  const ip = ipAddress(address)
  return table.lookup(familyOf(ip), addressOctets(ip), 0)
}

test("the longest prefix wins", () => {
  const table = new AllowedIps<string>()
  table.insert(prefix("0.0.0.0/0"), "default")
  table.insert(prefix("10.0.0.0/8"), "ten")
  table.insert(prefix("10.1.0.0/16"), "site")
  table.insert(prefix("10.1.2.3/32"), "host")
  assert.equal(owner(table, "10.1.2.3"), "host")
  assert.equal(owner(table, "10.1.2.4"), "site")
  assert.equal(owner(table, "10.2.0.0"), "ten")
  assert.equal(owner(table, "203.0.113.1"), "default")
})

test("families do not mix", () => {
  const table = new AllowedIps<string>()
  table.insert(prefix("::/0"), "six")
  assert.equal(owner(table, "2001:db8::1"), "six")
  assert.equal(owner(table, "10.0.0.1"), undefined)
})

test("a prefix has one owner: the last to claim it", () => {
  const table = new AllowedIps<string>()
  table.insert(prefix("10.0.0.0/24"), "first")
  table.insert(prefix("10.0.0.0/24"), "second")
  assert.equal(owner(table, "10.0.0.9"), "second")
  assert.equal(table.ownerOf(prefix("10.0.0.0/24")), "second")
})

test("a removed prefix uncovers the shorter one below it", () => {
  const table = new AllowedIps<string>()
  table.insert(prefix("fd00::/8"), "wide")
  table.insert(prefix("fd00:1::/64"), "narrow")
  assert.equal(owner(table, "fd00:1::5"), "narrow")
  table.remove(prefix("fd00:1::/64"))
  table.remove(prefix("fd00:1::/64"))
  assert.equal(owner(table, "fd00:1::5"), "wide")
})

test("an owner's new list replaces its old one, and takes what is on it from others", () => {
  const table = new AllowedIps<string>()
  table.assign("a", [prefix("10.0.0.1/32"), prefix("10.0.0.2/32")])
  table.assign("b", [prefix("10.0.0.2/32"), prefix("10.0.0.3/32")])
  table.assign("a", [prefix("10.0.0.4/32")])
  assert.deepEqual(
    ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"].map((address) => owner(table, address)),
    [undefined, "b", "b", "a"],
  )
})

test("an owner that goes loses what is still its own, and is remembered for nothing", () => {
  const table = new AllowedIps<string>()
  table.assign("a", [prefix("10.0.0.1/32"), prefix("10.0.0.2/32")])
  table.assign("b", [prefix("10.0.0.2/32")])
  table.release("a")
  assert.deepEqual(["10.0.0.1", "10.0.0.2"].map((address) => owner(table, address)), [undefined, "b"])
  table.insert(prefix("10.0.0.1/32"), "a")
  table.assign("a", [prefix("10.0.0.9/32")])
  assert.equal(owner(table, "10.0.0.1"), "a", "the list of the one that went counts no more")
})

/** Work that grows with the square of the number of prefixes takes far longer than this, linear work a tenth of it. */
test("shrinking one list of 8,000 prefixes and removing 4,000 owners is a matter of moments", () => {
  const table = new AllowedIps<number>()
  const name = (i: number): Prefix => prefix(`fd00:${(i >> 8).toString(16)}::${(i & 255).toString(16)}/128`)
  const many = Array.from({ length: 8_000 }, (_, i) => name(i))
  const others = Array.from({ length: 4_000 }, (_, i) => name(8_000 + i))
  const began = performance.now()
  table.assign(-1, many)
  table.assign(-1, many.slice(0, 4_000))
  for (const [i, one] of others.entries()) table.assign(i, [one])
  for (const i of others.keys()) table.release(i)
  assert.ok(performance.now() - began < 3_000)
  assert.deepEqual([3_999, 4_000, 8_000].map((i) => table.ownerOf(name(i))), [-1, undefined, undefined])
})

// Addresses that share long runs of bits, so that prefixes nest and collide.
const octets = (length: number) => fc.array(fc.constantFrom(0, 1, 128, 255), { minLength: length, maxLength: length })
const block = fc.oneof(octets(4), octets(16)).chain((bytes) =>
  fc.integer({ min: 0, max: bytes.length * 8 }).map((length) =>
    prefixOf(addressFromOctets(Uint8Array.from(bytes), 0, bytes.length === 4 ? "v4" : "v6"), length)
  )
)

test("lookups agree with a search through all prefixes, after any inserts and removals", () => {
  const change = fc.record({ block, owner: fc.integer({ min: 0, max: 5 }), isRemoval: fc.integer({ max: 3, min: 0 }) })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.array(fc.oneof(octets(4), octets(16))), (changes, probes) => {
      const table = new AllowedIps<number>()
      const model = new Map<Prefix, number>()
      for (const { block, owner, isRemoval } of changes) {
        if (isRemoval === 0) {
          table.remove(block)
          model.delete(block)
        } else {
          table.insert(block, owner)
          model.set(block, owner)
        }
      }
      for (const probe of probes) {
        const address = addressFromOctets(Uint8Array.from(probe), 0, probe.length === 4 ? "v4" : "v6")
        const best = [...model].filter(([one]) => prefixContains(one, address))
          .sort(([a], [b]) => prefixLength(b) - prefixLength(a))[0]
        assert.equal(table.lookup(familyOf(address), addressOctets(address), 0), best?.[1], address)
      }
    }),
    { numRuns: 300 },
  )
})

test("an owner is told of what is still its own, in the order in which it was assigned", () => {
  const table = new AllowedIps<string>()
  assert.deepEqual(table.prefixesOf("a"), [])
  const [one, two, three] = [prefix("10.0.0.0/24"), prefix("fd00::/64"), prefix("10.1.0.0/16")]
  table.assign("a", [three, one, two])
  table.assign("b", [one])
  assert.deepEqual([table.prefixesOf("a"), table.prefixesOf("b")], [[three, two], [one]])
  table.assign("b", [])
  assert.deepEqual(table.prefixesOf("a"), [three, two], "what another one gives up does not come back")
  table.release("a")
  assert.deepEqual(table.prefixesOf("a"), [])
})
