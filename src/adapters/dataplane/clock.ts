/** The line's time: microseconds of the monotonic clock since the clock was made, and the wall clock beside it. */
import { type Instant, instant } from "../../domain/net/instant.ts"

export class Clock {
  readonly #beganAt = performance.now()

  now(): Instant {
    return instant(Math.round((performance.now() - this.#beganAt) * 1_000))
  }

  /** Microseconds since 1970, as the host has it. */
  unixMicros(): number {
    return Date.now() * 1_000
  }
}
