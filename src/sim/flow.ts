/**
 * One conversation as a stateful middlebox remembers it, and how long it does: shorter while only one side has spoken,
 * longer once both have, longest once it has gone on for a while. Source: spec/nat.md 1.2, measured on Linux: 30 s
 * until a flow is bidirectional and older than 2 s, then 120 s.
 */
import { after, type Duration, duration, type Instant, seconds, since } from "../domain/net/instant.ts"

export interface FlowTimers {
  /** Idle limit while only one side has spoken. */
  readonly unreplied: Duration
  /** Idle limit once both have. */
  readonly replied: Duration
  /** Idle limit once both have and the flow is older than `assuredAfter`. */
  readonly assured: Duration
  readonly assuredAfter: Duration
}

export const LINUX_TIMERS: FlowTimers = {
  unreplied: seconds(30),
  replied: seconds(30),
  assured: seconds(120),
  assuredAfter: seconds(2),
}

/** The same limit in every state. */
export const flatTimers = (idle: Duration): FlowTimers => ({
  unreplied: idle,
  replied: idle,
  assured: idle,
  assuredAfter: seconds(0),
})

/** No flow is over sooner after a packet of it. */
export const shortestOf = ({ unreplied, replied, assured }: FlowTimers): Duration =>
  duration(Math.min(unreplied, replied, assured))

export class Flow {
  readonly #timers: FlowTimers
  readonly #createdAt: Instant
  #lastAt: Instant
  #isReplied = false
  #limit: Duration

  constructor(timers: FlowTimers, now: Instant) {
    this.#timers = timers
    this.#createdAt = now
    this.#lastAt = now
    this.#limit = timers.unreplied
  }

  /** The last packet that counted. */
  get lastAt(): Instant {
    return this.#lastAt
  }

  /** When it is over, if nothing more comes. */
  get endsAt(): Instant {
    return after(this.#lastAt, this.#limit)
  }

  /** The earliest that it can be over, whatever comes. */
  get endsNotBefore(): Instant {
    return after(this.#lastAt, shortestOf(this.#timers))
  }

  isAlive(now: Instant): boolean {
    return since(this.#lastAt, now) < this.#limit
  }

  /** A packet in the direction that opened the flow. */
  refresh(now: Instant): void {
    this.#lastAt = now
    this.#limit = this.#limitAt(now)
  }

  /** A packet in the other direction: the flow is answered, whether or not that refreshes it. */
  reply(now: Instant, doesRefresh: boolean): void {
    this.#isReplied = true
    if (doesRefresh) this.refresh(now)
  }

  /** The limit that holds from a packet at `now` on. */
  #limitAt(now: Instant): Duration {
    if (!this.#isReplied) return this.#timers.unreplied
    return since(this.#createdAt, now) > this.#timers.assuredAfter ? this.#timers.assured : this.#timers.replied
  }
}
