/**
 * One direction of a cable, a radio or a provider's core: how long a packet takes, and whether it arrives. Everything is
 * counted in integers: microseconds, bytes, millionths.
 */
import { after, type Duration, duration, type Instant, instant } from "../domain/net/instant.ts"
import type { Rng } from "./rng.ts"

export interface LinkProfile {
  readonly latency: Duration
  /** Added to the latency, uniformly from zero to this. Packets still arrive in order. */
  readonly jitter: Duration
  /** Millionths of packets that are lost, each by itself. */
  readonly loss: number
  /** Loss in bursts (Gilbert-Elliott), on top; absent for none. */
  readonly burst?: Burst | undefined
  /** Millionths of packets that are held back, so that later ones overtake them. */
  readonly reorder: number
  /** Millionths of packets that arrive twice. */
  readonly duplicate: number
  /** Bits per second; zero for no limit. */
  readonly rate: number
  /** Bytes that wait when the link is busy; more are dropped. Without a rate it has no meaning. */
  readonly queue: number
  /** Bytes of the largest IP packet that fits. */
  readonly mtu: number
}

/** All in millionths, for each packet. */
export interface Burst {
  /** Chance that a burst begins. */
  readonly enter: number
  /** Chance that it ends. */
  readonly leave: number
  /** Chance that a packet within it is lost. */
  readonly loss: number
}

export type LinkDrop = "lost" | "queue-full" | "too-big"

export class Link {
  readonly #rng: Rng
  #profile: LinkProfile
  #inBurst = false
  #busyUntil = instant(0)
  #lastArrival = instant(0)

  constructor(profile: LinkProfile, rng: Rng) {
    this.#profile = profile
    this.#rng = rng
  }

  get profile(): LinkProfile {
    return this.#profile
  }

  /** The link changes; what is in flight is not affected. */
  setProfile(profile: LinkProfile): void {
    this.#profile = profile
  }

  /** When a packet of `size` bytes that is sent now arrives at the other end, or why it does not. */
  transmit(size: number, now: Instant): Instant | LinkDrop {
    const { mtu, rate, queue, latency, jitter, reorder } = this.#profile
    if (size > mtu) return "too-big"
    if (this.#isLost()) return "lost"
    let sentAt = now
    if (rate > 0) {
      const waiting = Math.floor(((Math.max(this.#busyUntil, now) - now) * rate) / 8_000_000)
      if (waiting + size > queue) return "queue-full"
      sentAt = after(instant(Math.max(this.#busyUntil, now)), duration(Math.ceil((size * 8_000_000) / rate)))
      this.#busyUntil = sentAt
    }
    const delay = jitter > 0 ? latency + this.#rng.below(jitter + 1) : latency
    const arrival = instant(Math.max(after(sentAt, duration(delay)), this.#lastArrival))
    if (this.#rng.chance(reorder)) return after(arrival, duration(Math.floor(latency / 2) + HELD_BACK))
    this.#lastArrival = arrival
    return arrival
  }

  /** Asked once for each packet that arrives: does a copy of it arrive, too? */
  duplicates(): boolean {
    return this.#rng.chance(this.#profile.duplicate)
  }

  #isLost(): boolean {
    const { loss, burst } = this.#profile
    if (burst !== undefined) {
      this.#inBurst = this.#inBurst ? !this.#rng.chance(burst.leave) : this.#rng.chance(burst.enter)
      if (this.#inBurst && this.#rng.chance(burst.loss)) return true
    }
    return this.#rng.chance(loss)
  }
}

/** Half the latency and a millisecond: enough for a packet that is sent right behind to overtake. */
const HELD_BACK = 1_000
