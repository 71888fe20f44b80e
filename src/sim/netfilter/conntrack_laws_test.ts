/** Laws of the table, over random lives of it, held against a plain list of connections. */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { type Endpoint, endpointOf, formatEndpoint, sameEndpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant, seconds } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import type { FlowTimers } from "../flow.ts"
import { Conntrack } from "./conntrack.ts"
import { inverted, sameTuple, type Tuple } from "./tuple.ts"

// spec/nat.md 1.2, restated.
const TIMERS: FlowTimers = {
  unreplied: seconds(30),
  replied: seconds(30),
  assured: seconds(120),
  assuredAfter: seconds(2),
}

interface Entry {
  readonly original: Tuple
  readonly reply: Tuple
  readonly createdAt: Instant
  isReplied: boolean
  isAssured: boolean
  expiresAt: number
}

/** The oldest first. It never forgets: what is over is passed over. */
class PlainTable {
  #entries: Entry[] = []
  capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  alive(now: Instant): readonly Entry[] {
    return this.#entries.filter(({ expiresAt }) => now < expiresAt)
  }

  find(tuple: Tuple, now: Instant): { readonly entry: Entry; readonly isReply: boolean } | undefined {
    for (const entry of this.alive(now)) {
      if (sameTuple(entry.original, tuple)) return { entry, isReply: false }
      if (sameTuple(entry.reply, tuple)) return { entry, isReply: true }
    }
    return undefined
  }

  see(entry: Entry, isReply: boolean, now: Instant): void {
    const isStream = entry.isReplied && now - entry.createdAt > 2_000_000
    entry.expiresAt = now + (isStream ? 120_000_000 : 30_000_000)
    entry.isAssured ||= isStream
    entry.isReplied ||= isReply
  }

  makeRoom(now: Instant): boolean {
    const alive = this.alive(now)
    if (alive.length < this.capacity) return true
    const victim = alive.find(({ isAssured }) => !isAssured)
    this.#entries = alive.filter((one) => one !== victim)
    return victim !== undefined
  }

  add(original: Tuple, reply: Tuple, now: Instant): boolean {
    if (this.find(original, now) !== undefined || this.find(reply, now) !== undefined) return false
    const entry = { original, reply, createdAt: now, isReplied: false, isAssured: false, expiresAt: 0 }
    this.see(entry, false, now)
    this.#entries.push(entry)
    return true
  }

  openedBy(source: Endpoint, now: Instant): readonly Tuple[] {
    return this.alive(now).map(({ original }) => original).filter((one) => sameEndpoint(one.source, source)).reverse()
  }

  clear(): void {
    this.#entries = []
  }
}

const inside = ["10.0.0.2", "10.0.0.3"].flatMap((text) => [1, 2].map((port) => endpointOf(ipAddress(text), port)))
const outside = ["203.0.113.1", "198.51.100.1"].flatMap((text) => [1, 2].map((p) => endpointOf(ipAddress(text), p)))
const ENDS = [...inside, ...outside]

const ends = fc.constantFrom(...ENDS)
const tuples = fc.record({ source: ends, destination: ends })
  .filter(({ source, destination }) => !sameEndpoint(source, destination))
type Deed =
  | { readonly do: "packet"; readonly tuple: Tuple; readonly as: Endpoint | undefined; readonly isDropped: boolean }
  | { readonly do: "wait"; readonly micros: number }
  | { readonly do: "collect" | "clear" }
  | { readonly do: "limit"; readonly capacity: number }
const packets: fc.Arbitrary<Deed> = fc.record({
  do: fc.constant("packet"),
  tuple: tuples,
  as: fc.option(fc.constantFrom(...outside), { nil: undefined }),
  isDropped: fc.boolean(),
})
const waits: fc.Arbitrary<Deed> = fc.oneof(
  fc.integer({ min: 0, max: 3_000_000 }),
  fc.integer({ min: 0, max: 50_000_000 }),
  fc.constantFrom(30_000_000, 120_000_000),
).map((micros) => ({ do: "wait", micros }))
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 30, arbitrary: packets },
  { weight: 12, arbitrary: waits },
  { weight: 2, arbitrary: fc.constant<Deed>({ do: "collect" }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ do: "clear" }) },
)
const limits: fc.Arbitrary<Deed> = fc.integer({ min: 1, max: 6 }).map((capacity) => ({ do: "limit", capacity }))

const text = ({ source, destination }: Tuple): string => `${formatEndpoint(source)} > ${formatEndpoint(destination)}`

/** A table and the plain one beside it; every answer of the one is held against that of the other. */
class Twins {
  readonly table: Conntrack
  readonly plain: PlainTable
  now = instant(0)

  constructor(capacity: number) {
    this.table = new Conntrack({ timers: TIMERS, capacity })
    this.plain = new PlainTable(capacity)
  }

  act(deed: Deed): void {
    switch (deed.do) {
      case "packet":
        return this.#packet(deed)
      case "wait":
        this.now = instant(this.now + deed.micros)
        return
      case "collect":
        return this.table.collect(this.now)
      case "clear":
        this.table.clear()
        return this.plain.clear()
      case "limit":
        this.plain.capacity = deed.capacity
        return this.table.setLimits({ timers: TIMERS, capacity: deed.capacity })
    }
  }

  #packet({ tuple, as, isDropped }: Deed & { readonly do: "packet" }): void {
    const { table, plain, now } = this
    const known = plain.find(tuple, now)
    const isRoom = known !== undefined || plain.makeRoom(now)
    const tracked = table.track(tuple, now)
    assert.equal(tracked !== undefined, isRoom, "whether there is room")
    if (tracked === undefined) return
    const { connection, isReply } = tracked
    assert.equal(connection.isConfirmed, known !== undefined)
    if (known !== undefined) {
      plain.see(known.entry, known.isReply, now)
      assert.equal(isReply, known.isReply)
      return assert.equal(text(connection.original), text(known.entry.original))
    }
    if (as !== undefined && !sameEndpoint(as, tuple.destination)) {
      connection.reply = { ...connection.reply, destination: as }
    }
    if (isDropped) return
    assert.equal(table.confirm(connection, now), plain.add(tuple, connection.reply, now), "whether it is confirmed")
  }

  /** Without a look at the table that would tidy it up. */
  live(): readonly { readonly original: Tuple; readonly reply: Tuple }[] {
    return ENDS.flatMap((source) => [...this.table.openedBy(source)].filter((one) => one.isAlive(this.now)))
  }
}

const LONG = { maxLength: 80, size: "max" } as const
const lives = fc.array(deeds, LONG)

test("no two live connections share a tuple, in either direction", () => {
  fc.assert(fc.property(lives, fc.integer({ min: 1, max: 8 }), (all, capacity) => {
    const twins = new Twins(capacity)
    for (const deed of all) {
      twins.act(deed)
      const seen = twins.live().flatMap(({ original, reply }) => [text(original), text(reply)])
      assert.equal(new Set(seen).size, seen.length)
    }
  }))
})

test("it finds what a plain list finds, and has room and confirms when that does", () => {
  fc.assert(
    fc.property(lives, fc.integer({ min: 1, max: 8 }), fc.array(tuples, { maxLength: 4 }), (all, capacity, asked) => {
      const twins = new Twins(capacity)
      for (const deed of all) {
        twins.act(deed)
        for (const tuple of asked) {
          const [found, known] = [twins.table.find(tuple, twins.now), twins.plain.find(tuple, twins.now)]
          assert.equal(found && text(found.connection.original), known && text(known.entry.original))
          assert.equal(found?.isReply, known?.isReply)
          assert.equal(found?.connection.isReplied, known?.entry.isReplied)
          assert.equal(found?.connection.isAssured, known?.entry.isAssured)
        }
      }
    }),
  )
})

test("a source's live connections are all there, the newest first", () => {
  fc.assert(fc.property(lives, fc.integer({ min: 1, max: 8 }), (all, capacity) => {
    const twins = new Twins(capacity)
    for (const deed of all) {
      twins.act(deed)
      for (const source of ENDS) {
        const live = [...twins.table.openedBy(source)].filter((one) => one.isAlive(twins.now))
        assert.deepEqual(live.map(({ original }) => text(original)), twins.plain.openedBy(source, twins.now).map(text))
      }
    }
  }))
})

test("it never holds more than it may, and grows no more when it may hold less", () => {
  const changing = fc.array(fc.oneof({ weight: 15, arbitrary: deeds }, { weight: 1, arbitrary: limits }), LONG)
  fc.assert(fc.property(changing, fc.integer({ min: 1, max: 8 }), (all, capacity) => {
    const table = new Conntrack({ timers: TIMERS, capacity })
    let now = instant(0)
    let limit = capacity
    let most = capacity
    for (const deed of all) {
      if (deed.do === "wait") now = instant(now + deed.micros)
      if (deed.do === "collect") table.collect(now)
      if (deed.do === "clear") table.clear()
      if (deed.do === "limit") table.setLimits({ timers: TIMERS, capacity: limit = deed.capacity })
      if (deed.do === "packet") {
        const tracked = table.track(deed.tuple, now)
        if (tracked !== undefined && !deed.isDropped) table.confirm(tracked.connection, now)
      }
      most = Math.max(limit, Math.min(most, table.size))
      assert.ok(table.size <= most, "it grew")
      assert.ok(table.size <= table.capacity, "more than it says")
    }
  }))
})

test("what is taken is what a plain list says", () => {
  fc.assert(fc.property(lives, tuples, tuples, (all, mine, wanted) => {
    const twins = new Twins(1_000)
    for (const deed of all) twins.act(deed)
    const { connection } = twins.table.track(mine, twins.now) ?? assert.fail("there is room")
    const other = twins.plain.find(inverted(wanted), twins.now)?.entry
    const isOther = other !== undefined && !sameTuple(other.original, connection.original)
    assert.equal(twins.table.isTaken(wanted, connection, twins.now), isOther)
  }))
})
