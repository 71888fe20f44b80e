/**
 * Linux' table of connections: each is found by the tuples of both its directions, and nobody else may have either. A
 * connection is in the table from when its first packet got through (confirmed), so a packet that a filter drops leaves
 * nothing behind. One that is over goes when somebody comes across it, or when the collector passes; until then new
 * connections of its source still copy its port. Source: spec/nat.md 1.3 (E2, E2c, E6).
 */
import { assert } from "../../domain/assert.ts"
import type { Endpoint } from "../../domain/net/endpoint.ts"
import { after, type Duration, earliest, type Instant, instant, seconds } from "../../domain/net/instant.ts"
import { EndpointMap } from "../endpoint_map.ts"
import { type FlowTimers, shortestOf } from "../flow.ts"
import { Connection } from "./connection.ts"
import { SpareConnections } from "./spare_connections.ts"
import { inverted, sameTuple, type Tuple } from "./tuple.ts"
import { TupleMap } from "./tuple_map.ts"

export interface ConntrackLimits {
  readonly timers: FlowTimers
  /** Connections that the table holds. */
  readonly capacity: number
}

/** A packet's connection, and whether the packet goes against the direction that opened it. */
export interface Tracked {
  readonly connection: Connection
  readonly isReply: boolean
}

/** The kernel's collector looks at a quiet machine's table about once a minute. */
const COLLECTION: Duration = seconds(60)
const BEGINNING = instant(0)

export class Conntrack {
  #limits: ConntrackLimits
  /** What was there when the table was made smaller. */
  #kept = 0
  readonly #byTuple = new TupleMap<Tracked>()
  /** In the order in which they were confirmed. */
  readonly #all = new Set<Connection>()
  /** Of each original source, the newest. */
  readonly #newest = new EndpointMap<Connection>()
  readonly #spare = new SpareConnections()
  #collections = 0
  /** Neither what is there nor what will be new, as long as the timers stay. */
  #nothingEndsBefore = BEGINNING

  constructor(limits: ConntrackLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#all.size
  }

  /** What it may hold; a table that was made smaller stays as full as it is until its connections are over. */
  get capacity(): number {
    return Math.max(this.#limits.capacity, this.#kept)
  }

  /** Connections keep the time that they have until their next packet. */
  setLimits(limits: ConntrackLimits): void {
    this.#limits = limits
    this.#kept = this.size
    this.#nothingEndsBefore = BEGINNING
  }

  /** A packet of this tuple, with the connection that it belongs to or opens; undefined if there is no room for another. */
  track(tuple: Tuple, now: Instant): Tracked | undefined {
    this.#collectInPassing(now)
    const tracked = this.find(tuple, now) ?? this.#open(tuple, now)
    tracked?.connection.saw(tracked.isReply, this.#limits.timers, now)
    return tracked
  }

  find(tuple: Tuple, now: Instant): Tracked | undefined {
    const tracked = this.#byTuple.get(tuple)
    if (tracked === undefined || tracked.connection.isAlive(now)) return tracked
    this.#remove(tracked.connection)
    return undefined
  }

  /** Whether packets that answer `tuple` would be taken for those of another connection than `one`. */
  isTaken(tuple: Tuple, one: Connection, now: Instant): boolean {
    const other = this.find(inverted(tuple), now)?.connection
    return other !== undefined && !sameTuple(other.original, one.original)
  }

  /** The first packet got through. False if somebody else has one of the two tuples: then it did not. */
  confirm(connection: Connection, now: Instant): boolean {
    if (connection.isConfirmed) return true
    if (this.find(connection.original, now) !== undefined || this.find(connection.reply, now) !== undefined) {
      return false
    }
    connection.isConfirmed = true
    this.#all.add(connection)
    this.#spare.added()
    this.#byTuple.set(connection.original, { connection, isReply: false })
    this.#byTuple.set(connection.reply, { connection, isReply: true })
    const { source } = connection.original
    connection.older = this.#newest.get(source)
    if (connection.older !== undefined) connection.older.newer = connection
    this.#newest.set(source, connection)
    return true
  }

  /** Connections that this source opened, the newest first; those that are over as well, until they are collected. */
  *openedBy(source: Endpoint): Iterable<Connection> {
    for (let one = this.#newest.get(source); one !== undefined; one = one.older) yield one
  }

  /** Removes all that is over. */
  collect(now: Instant): void {
    let nothingEndsBefore = after(now, shortestOf(this.#limits.timers))
    for (const one of this.#all) {
      if (one.isAlive(now)) nothingEndsBefore = earliest(nothingEndsBefore, one.endsAt)
      else this.#remove(one)
    }
    this.#nothingEndsBefore = nothingEndsBefore
  }

  clear(): void {
    this.#byTuple.clear()
    this.#all.clear()
    this.#newest.clear()
    this.#spare.clear()
    this.#kept = 0
    this.#nothingEndsBefore = BEGINNING
  }

  #open(tuple: Tuple, now: Instant): Tracked | undefined {
    if (!this.#makeRoom(now)) return undefined
    return { connection: new Connection(tuple, now), isReply: false }
  }

  /** A full table gives up what is over, then the oldest that is no stream. */
  #makeRoom(now: Instant): boolean {
    if (this.size < this.#limits.capacity) return true
    if (now >= this.#nothingEndsBefore) this.collect(now)
    this.#kept = Math.min(this.#kept, this.size)
    if (this.size < this.#limits.capacity) return true
    const spare = this.#spare.oldest(this.#all)
    if (spare !== undefined) this.#remove(spare)
    return spare !== undefined
  }

  #collectInPassing(now: Instant): void {
    const collections = Math.floor(now / COLLECTION)
    if (collections === this.#collections) return
    this.#collections = collections
    this.collect(instant(collections * COLLECTION))
  }

  #remove(one: Connection): void {
    assert(this.#all.delete(one), "what is found is in the table")
    this.#byTuple.delete(one.original)
    this.#byTuple.delete(one.reply)
    if (one.newer !== undefined) one.newer.older = one.older
    else if (one.older !== undefined) this.#newest.set(one.original.source, one.older)
    else this.#newest.delete(one.original.source)
    if (one.older !== undefined) one.older.newer = one.newer
  }
}
