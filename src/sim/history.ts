/** What a run remembers of each pair of nodes, for its expectations, its matrix and its reasons. */
import type { Peer } from "../domain/mesh/state.ts"
import { type Endpoint, sameEndpoint } from "../domain/net/endpoint.ts"
import { type Instant, instant, NEVER } from "../domain/net/instant.ts"
import type { NetworkDrop } from "./fabric/drop.ts"

/** How a node saw a peer from an instant on. */
export interface Sighting {
  readonly at: Instant
  readonly peer: Peer
  /** Whether the peer's endpoint was a neighbour's then. */
  readonly isLocal: boolean
}

/** From this instant on the node did not know the peer, or did not run. */
export interface Lapse {
  readonly at: Instant
  readonly peer: undefined
}

/** From one instant on, and before another. */
export interface Span {
  readonly from: Instant
  readonly until: Instant
}

export const ALWAYS: Span = { from: instant(0), until: NEVER }

/** Datagrams to one endpoint that ended at one place for one reason. */
export interface DropTally {
  readonly reason: NetworkDrop
  readonly where: string
  readonly destination: Endpoint
  /** Ascending. */
  readonly times: Instant[]
}

export class PairHistory {
  readonly sightings: (Sighting | Lapse)[] = []
  readonly drops: DropTally[] = []
  firstHandshakeAt: Instant | undefined

  see(sighting: Sighting): void {
    if (this.sightings.at(-1)?.at === sighting.at) this.sightings.pop()
    this.sightings.push(sighting)
  }

  /** The peer is forgotten. */
  lapse(at: Instant): void {
    const last = this.sightings.at(-1)
    if (last?.peer === undefined) return
    if (last.at === at) this.sightings.pop()
    this.sightings.push({ at, peer: undefined })
  }

  /** Whether the peer was known for any part of this time. */
  isKnownWithin({ from, until }: Span): boolean {
    return this.at(from) !== undefined ||
      this.sightings.some(({ at, peer }) => peer !== undefined && at >= from && at < until)
  }

  /** As it was at an instant; undefined while the peer was not known. */
  at(instant: Instant): Sighting | undefined {
    let low = 0
    let high = this.sightings.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.sightings[middle]?.at ?? instant) <= instant) low = middle + 1
      else high = middle
    }
    const look = this.sightings[low - 1]
    return look?.peer === undefined ? undefined : look
  }

  drop(reason: NetworkDrop, where: string, destination: Endpoint, now: Instant): void {
    const known = this.drops.find((one) =>
      one.reason === reason && one.where === where && sameEndpoint(one.destination, destination)
    )
    if (known !== undefined) known.times.push(now)
    else if (this.drops.length < MAX_TALLIES) this.drops.push({ reason, where, destination, times: [now] })
  }
}

export class History {
  readonly #pairs = new Map<number, Map<number, PairHistory>>()
  /** When each node ran. */
  readonly #runs = new Map<number, Span[]>()

  started(node: number, now: Instant): void {
    const runs = this.#runs.get(node) ?? []
    this.#runs.set(node, [...runs, { from: now, until: NEVER }])
  }

  /** With it went all that it knew. */
  stopped(node: number, now: Instant): void {
    const run = this.#runs.get(node)?.pop()
    if (run !== undefined) this.#runs.get(node)?.push({ from: run.from, until: now })
    for (const pair of this.#pairs.get(node)?.values() ?? []) pair.lapse(now)
  }

  /** Whether the node ran for any part of this time. */
  ranWithin(node: number, { from, until }: Span): boolean {
    return this.#runs.get(node)?.some((run) => run.from < until && run.until > from) ?? false
  }

  /** All that a node ever knew anything of, by number. */
  of(node: number): Iterable<readonly [number, PairHistory]> {
    return this.#pairs.get(node) ?? []
  }

  pair(from: number, to: number): PairHistory {
    let byTarget = this.#pairs.get(from)
    if (byTarget === undefined) this.#pairs.set(from, byTarget = new Map())
    let pair = byTarget.get(to)
    if (pair === undefined) byTarget.set(to, pair = new PairHistory())
    return pair
  }
}

/** Reasons and places that are told apart for one pair; roaming nodes make more than anyone reads. */
const MAX_TALLIES = 32
