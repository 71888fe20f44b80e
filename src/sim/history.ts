/** What a run remembers of each pair of nodes, for its expectations, its matrix and its reasons. */
import type { Peer } from "../domain/mesh/state.ts"
import { type Endpoint, sameEndpoint } from "../domain/net/endpoint.ts"
import type { Instant } from "../domain/net/instant.ts"
import type { NetworkDrop } from "./fabric/drop.ts"

/** How a node saw a peer from an instant on. */
export interface Sighting {
  readonly at: Instant
  readonly peer: Peer
  /** Whether the peer's endpoint was a neighbour's then. */
  readonly isLocal: boolean
}

/** Datagrams to one endpoint that ended at one place for one reason. */
export interface DropTally {
  readonly reason: NetworkDrop
  readonly where: string
  readonly destination: Endpoint
  count: number
  lastAt: Instant
}

export class PairHistory {
  readonly sightings: Sighting[] = []
  readonly drops: DropTally[] = []
  firstHandshakeAt: Instant | undefined

  see(sighting: Sighting): void {
    if (this.sightings.at(-1)?.at === sighting.at) this.sightings.pop()
    this.sightings.push(sighting)
  }

  /** As it was at an instant; undefined before the first sighting. */
  at(instant: Instant): Sighting | undefined {
    let low = 0
    let high = this.sightings.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.sightings[middle]?.at ?? instant) <= instant) low = middle + 1
      else high = middle
    }
    return this.sightings[low - 1]
  }

  drop(reason: NetworkDrop, where: string, destination: Endpoint, now: Instant): void {
    const known = this.drops.find((one) =>
      one.reason === reason && one.where === where && sameEndpoint(one.destination, destination)
    )
    if (known !== undefined) {
      known.count++
      known.lastAt = now
    } else if (this.drops.length < MAX_TALLIES) this.drops.push({ reason, where, destination, count: 1, lastAt: now })
  }
}

export class History {
  readonly #pairs = new Map<number, Map<number, PairHistory>>()

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
