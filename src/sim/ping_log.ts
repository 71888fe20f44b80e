/** Every echo request of a run: when it was sent and how, when it arrived, when its answer did. */
import { type Instant, NEVER } from "../domain/net/instant.ts"

/** To the target's mesh address, or to the address that it has on its own network. */
export type Via = "mesh" | "address"

export interface Ping {
  readonly from: number
  readonly to: number
  readonly sentAt: Instant
  /** Whether it left the host as it was, and not through the tunnel. */
  isInClear: boolean
  /** NEVER if it did not. */
  arrivedAt: Instant
  /** When the sender had its answer. */
  answeredAt: Instant
}

export class PingLog {
  readonly #pings: Ping[] = []
  readonly #byPair: Readonly<Record<Via, Map<number, Map<number, Ping[]>>>> = { mesh: new Map(), address: new Map() }

  /** The number of the new request, to be carried in it. */
  send({ from, to, via = "mesh" }: { from: number; to: number; via?: Via }, now: Instant): number {
    const ping = { from, to, sentAt: now, isInClear: false, arrivedAt: NEVER, answeredAt: NEVER }
    const bySender = this.#byPair[via]
    let byTarget = bySender.get(from)
    if (byTarget === undefined) bySender.set(from, byTarget = new Map())
    const list = byTarget.get(to)
    if (list === undefined) byTarget.set(to, [ping])
    else list.push(ping)
    return this.#pings.push(ping) - 1
  }

  wentInClear(number: number): void {
    const ping = this.#pings[number]
    if (ping !== undefined) ping.isInClear = true
  }

  arrived(number: number, now: Instant): void {
    const ping = this.#pings[number]
    if (ping?.arrivedAt === NEVER) ping.arrivedAt = now
  }

  answered(number: number, now: Instant): void {
    const ping = this.#pings[number]
    if (ping?.answeredAt === NEVER) ping.answeredAt = now
  }

  /** In the order in which they were sent. */
  between(from: number, to: number, via: Via = "mesh"): readonly Ping[] {
    return this.#byPair[via].get(from)?.get(to) ?? []
  }

  /** When the first answer came through the mesh to a request sent at `start` or later; NEVER if none did. */
  firstAnswer(from: number, to: number, start: Instant): Instant {
    let first = NEVER
    for (const { sentAt, answeredAt } of this.between(from, to)) {
      if (sentAt >= start && answeredAt < first) first = answeredAt
    }
    return first
  }
}
