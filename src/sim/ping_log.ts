/** Every echo request of a run: when it was sent, when it arrived, when its answer did. */
import { type Instant, NEVER } from "../domain/net/instant.ts"

export interface Ping {
  readonly from: number
  readonly to: number
  readonly sentAt: Instant
  /** NEVER if it did not. */
  arrivedAt: Instant
  /** When the sender had its answer. */
  answeredAt: Instant
}

export class PingLog {
  readonly #pings: Ping[] = []
  readonly #byPair = new Map<number, Map<number, Ping[]>>()

  /** The number of the new request, to be carried in it. */
  send(from: number, to: number, now: Instant): number {
    const ping = { from, to, sentAt: now, arrivedAt: NEVER, answeredAt: NEVER }
    let byTarget = this.#byPair.get(from)
    if (byTarget === undefined) this.#byPair.set(from, byTarget = new Map())
    const list = byTarget.get(to)
    if (list === undefined) byTarget.set(to, [ping])
    else list.push(ping)
    return this.#pings.push(ping) - 1
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
  between(from: number, to: number): readonly Ping[] {
    return this.#byPair.get(from)?.get(to) ?? []
  }

  /** When the first answer came to a request that was sent at `start` or later; NEVER if none did. */
  firstAnswer(from: number, to: number, start: Instant): Instant {
    let first = NEVER
    for (const { sentAt, answeredAt } of this.between(from, to)) {
      if (sentAt >= start && answeredAt < first) first = answeredAt
    }
    return first
  }
}
