import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant, seconds } from "../../domain/net/instant.ts"
import { flatTimers } from "../flow.ts"
import { MappingEntry } from "./mapping_entry.ts"
import { MappingTable } from "./mapping_table.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import type { NatProfile } from "./rfc4787.ts"

const at = (s: number) => instant(s * 1_000_000)
const anybody = endpoint("0.0.0.0:1")
const [here, there] = [endpoint("198.51.100.1:1"), endpoint("198.51.100.2:1")]

/** A table, and mappings in it by inside and external endpoint; they last for five minutes. */
function filled(change: Partial<NatProfile> = {}) {
  const profile = { ...PLAIN_NAT, ...change }
  const table = new MappingTable(profile)
  const open = (inside: string, external: string, s = 0): MappingEntry => {
    const ends = { inside: endpoint(inside), scope: anybody, external: endpoint(external) }
    const mapping = new MappingEntry(profile, ends, at(s))
    table.add(mapping, at(s))
    return mapping
  }
  const isFree = (external: string, inside: string, s = 0, remote = here): boolean =>
    table.isFree(endpoint(external), { inside: endpoint(inside), remote }, at(s))
  return { table, open, isFree }
}

test("a mapping is found by its inside and by its external endpoint while it is alive", () => {
  const { table, open } = filled()
  const mapping = open("10.0.0.2:1", "203.0.113.1:1")
  const found = (s: number) => [
    table.find(mapping.inside, anybody, at(s)),
    table.holderFor(mapping.external, here, at(s)),
  ]
  assert.deepEqual(found(299), [mapping, mapping])
  assert.deepEqual(found(300), [undefined, undefined])
})

test("a port is free when its mapping is over, and taken until then", () => {
  const { open, isFree } = filled()
  open("10.0.0.2:1", "203.0.113.1:1")
  assert.deepEqual([299, 300].map((s) => isFree("203.0.113.1:1", "10.0.0.3:1", s)), [false, true])
  assert.ok(isFree("203.0.113.2:1", "10.0.0.3:1"), "another address has ports of its own")
})

// RFC 6888 REQ-8.
test("a port that was given up is held back from others, but not from the inside endpoint that had it", () => {
  const { table, open, isFree } = filled({ hold: seconds(120) })
  const mapping = open("10.0.0.2:1", "203.0.113.1:1")
  table.end(mapping, at(10))
  assert.ok(isFree("203.0.113.1:1", "10.0.0.2:1", 10))
  assert.deepEqual([129, 130].map((s) => isFree("203.0.113.1:1", "10.0.0.3:1", s)), [false, true])
  assert.ok(!isFree("203.0.113.1:1", "10.0.0.2:2", 129), "another socket is somebody else")
})

test("a new mapping of an inside endpoint replaces the one that is over", () => {
  const { table, open } = filled()
  const old = open("10.0.0.2:1", "203.0.113.1:1")
  table.call(old, here, at(0))
  const young = open("10.0.0.2:1", "203.0.113.1:2", 300)
  assert.equal(table.find(old.inside, anybody, at(300)), young)
  assert.equal(table.size, 0)
})

test("room for remote ends is made of what is over, and only when it is needed", () => {
  const { table, open } = filled({ capacity: 2 })
  const mapping = open("10.0.0.2:1", "203.0.113.1:1")
  table.call(mapping, here, at(0))
  table.call(mapping, there, at(0))
  assert.ok(!table.makeRoom(at(299)))
  assert.equal(table.size, 2)
  assert.ok(table.makeRoom(at(300)))
  assert.equal(table.size, 0)
})

test("where the oldest is dropped, that is what has been quiet longest, and its mapping with the last of them", () => {
  const { table, open } = filled({ capacity: 2, overflow: "drop-oldest" })
  const [a, b] = [open("10.0.0.2:1", "203.0.113.1:1"), open("10.0.0.3:2", "203.0.113.1:2")]
  table.call(a, here, at(0))
  table.call(b, here, at(1))
  a.callAgain(here, at(2))
  assert.ok(table.makeRoom(at(3)))
  assert.deepEqual([a.isAlive(at(3)), b.isAlive(at(3)), table.size], [true, false, 1])
})

test("a table that was full and emptied forgets in time what fills it again", () => {
  const { table, open } = filled({ capacity: 1 })
  const fill = (s: number) => table.call(open("10.0.0.2:1", "203.0.113.1:1", s), here, at(s))
  fill(1000)
  assert.ok(!table.makeRoom(at(1001)))
  table.clear()
  fill(100)
  assert.deepEqual([399, 400].map((s) => table.makeRoom(at(s))), [false, true])
})

// RFC 6888 REQ-4.
test("an inside address has room for as many mappings as it may have, those that are over not counted", () => {
  const { table, open } = filled({ subscriberLimit: 2 })
  const hasRoom = (s: number) => table.hasRoomFor(endpoint("10.0.0.2:9").address, at(s))
  open("10.0.0.2:1", "203.0.113.1:1")
  assert.ok(hasRoom(0))
  open("10.0.0.2:2", "203.0.113.1:2", 100)
  assert.deepEqual([100, 299, 300].map(hasRoom), [false, false, true])
  assert.ok(table.hasRoomFor(endpoint("10.0.0.3:9").address, at(100)), "another address has its own")
})

test("what the inside port just below has is told, if it has anything", () => {
  const { table, open } = filled()
  const mapping = open("10.0.0.2:4000", "203.0.113.1:7000")
  assert.deepEqual(table.below(endpoint("10.0.0.2:4001"), at(0)), mapping.external)
  assert.equal(table.below(endpoint("10.0.0.2:4001"), at(300)), undefined)
  assert.equal(table.below(endpoint("10.0.0.2:4000"), at(0)), undefined)
  assert.equal(table.below(endpoint("10.0.0.3:4001"), at(0)), undefined)
})

// RFC 7857 section 4.
test("ports that overlap are free for other remote ends only", () => {
  const { table, open, isFree } = filled({ overlapping: true, mapping: "address-and-port-dependent" })
  const mapping = open("10.0.0.2:1", "203.0.113.1:1")
  table.call(mapping, here, at(0))
  assert.ok(!isFree("203.0.113.1:1", "10.0.0.3:1", 1, here))
  assert.ok(isFree("203.0.113.1:1", "10.0.0.3:1", 1, there))
})

test("a table that was full once makes room again each time", () => {
  const { table, open } = filled({ capacity: 1 })
  for (const [i, s] of [0, 300, 600, 900].entries()) {
    assert.ok(table.makeRoom(at(s)))
    table.call(open(`10.0.0.2:${i + 1}`, `203.0.113.1:${i + 1}`, s), here, at(s))
    assert.ok(!table.makeRoom(at(s + 299)))
  }
})

test("remote ends that are over sooner than their mapping make room then", () => {
  const { table, open } = filled({ capacity: 1, filterTimers: flatTimers(seconds(30)) })
  const mapping = open("10.0.0.2:1", "203.0.113.1:1")
  for (const s of [0, 30, 60]) {
    assert.ok(table.makeRoom(at(s)))
    table.call(mapping, here, at(s))
  }
})

test("a full table looks at its mappings again only when one of them can be over", () => {
  let looks = 0
  class Watched extends MappingEntry {
    override forgetDead(now: Instant): Instant {
      looks++
      return super.forgetDead(now)
    }
  }
  const profile = { ...PLAIN_NAT, capacity: 1 }
  const table = new MappingTable(profile)
  const ends = { inside: endpoint("10.0.0.2:1"), scope: anybody, external: endpoint("203.0.113.1:1") }
  const mapping = new Watched(profile, ends, at(0))
  table.add(mapping, at(0))
  table.call(mapping, here, at(0))
  for (let s = 0; s < 300; s++) assert.ok(!table.makeRoom(at(s)))
  assert.equal(looks, 1)
  mapping.callAgain(here, at(299))
  for (let s = 300; s < 599; s++) assert.ok(!table.makeRoom(at(s)))
  assert.equal(looks, 2)
  assert.ok(table.makeRoom(at(599)))
})
