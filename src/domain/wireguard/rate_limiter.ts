/**
 * Handshakes per source under load: 20 a second with bursts of 5 for each IPv4 address or IPv6 /64
 * (spec/wireguard.md 1.10). The table is bounded; when it is full of sources that still owe, new ones are refused. Those
 * that do not are looked for once a second, and when room is needed at most every 50 ms, in which the first of them get
 * their credit back.
 */
import { type Duration, type Instant, micros, seconds, since } from "../net/instant.ts"
import { familyOf, type IpAddress } from "../net/ip_address.ts"
import { prefixOf } from "../net/prefix.ts"

/** One handshake of credit accrues in this time. */
const COST = micros(50_000)
const BURST = 5
const MAX_CREDIT = COST * BURST
const MAX_SOURCES = 4096
const SWEEP_EVERY = seconds(1)

interface Bucket {
  credit: number
  updatedAt: Instant
}

export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>()
  #sweptAt: Instant | undefined

  allow(source: IpAddress, now: Instant): boolean {
    this.#sweep(SWEEP_EVERY, now)
    const key = familyOf(source) === "v4" ? source : prefixOf(source, 64)
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      if (this.#buckets.size >= MAX_SOURCES) this.#sweep(COST, now)
      if (this.#buckets.size >= MAX_SOURCES) return false
      this.#buckets.set(key, { credit: MAX_CREDIT - COST, updatedAt: now })
      return true
    }
    bucket.credit = Math.min(MAX_CREDIT, bucket.credit + since(bucket.updatedAt, now))
    bucket.updatedAt = now
    if (bucket.credit < COST) return false
    bucket.credit -= COST
    return true
  }

  get size(): number {
    return this.#buckets.size
  }

  /** A source with full credit is as good as an unknown one. Nothing happens if that was done less than `every` ago. */
  #sweep(every: Duration, now: Instant): void {
    if (this.#sweptAt !== undefined && since(this.#sweptAt, now) < every) return
    this.#sweptAt = now
    for (const [key, bucket] of this.#buckets) {
      if (bucket.credit + since(bucket.updatedAt, now) >= MAX_CREDIT) this.#buckets.delete(key)
    }
  }
}
