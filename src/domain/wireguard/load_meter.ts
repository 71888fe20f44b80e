/**
 * Whether handshakes arrive faster than we care to answer for free. It counts messages that passed mac1, since those
 * alone cost a Diffie-Hellman, and stays loaded for a second after the last excess (spec/wireguard.md 1.10).
 */
import { type Instant, seconds, since } from "../net/instant.ts"

const WINDOW = seconds(1)

export class LoadMeter {
  readonly #limit: number
  #windowStart: Instant | undefined
  #count = 0
  #loadedAt: Instant | undefined

  /** `limit` is in handshake messages per second. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Counts one message; true if it must prove its address. */
  record(now: Instant): boolean {
    if (this.#windowStart === undefined || since(this.#windowStart, now) >= WINDOW) {
      this.#windowStart = now
      this.#count = 0
    }
    this.#count++
    if (this.#count > this.#limit) this.#loadedAt = now
    return this.#loadedAt !== undefined && since(this.#loadedAt, now) < WINDOW
  }
}
