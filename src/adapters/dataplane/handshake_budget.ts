/**
 * How much of the loop's time handshakes may take, so that a flood of them starves neither data nor each other: those
 * from sources that send no more than a peer would share one part, all others a small one. What finds nothing left is
 * dropped unread, as kernels drop what their queue of handshakes has no room for.
 */
import { type Instant, since } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import { RateLimiter } from "../../domain/wireguard/rate_limiter.ts"

export class HandshakeBudget {
  readonly #limiter = new RateLimiter()
  readonly #modest = new Share(MODEST_PERCENT)
  readonly #others = new Share(OTHERS_PERCENT)

  /** The share that a message from there would be paid from; undefined if there is nothing left in it. */
  shareFor(source: IpAddress, now: Instant): Share | undefined {
    const share = this.#limiter.allow(source, now) ? this.#modest : this.#others
    return share.hasCredit(now) ? share : undefined
  }
}

export class Share {
  readonly #percent: number
  /** Microseconds of work. It may be overdrawn by one message. */
  #credit = BURST
  #at: Instant | undefined

  constructor(percent: number) {
    this.#percent = percent
  }

  hasCredit(now: Instant): boolean {
    const earned = this.#at === undefined ? 0 : (since(this.#at, now) * this.#percent) / 100
    this.#credit = Math.min(BURST, this.#credit + earned)
    this.#at = now
    return this.#credit > 0
  }

  /** What took longer than any handshake waited for the machine, and is not all charged to those that come behind it. */
  spend(micros: number): void {
    this.#credit -= Math.min(micros, MOST_FOR_ONE)
  }
}

const MODEST_PERCENT = 25
const OTHERS_PERCENT = 5
/** Some forty handshakes at once. */
const BURST = 20_000
/** Ten handshakes. */
const MOST_FOR_ONE = 5_000
