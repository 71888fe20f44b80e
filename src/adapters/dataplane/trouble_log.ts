/**
 * What the kernel refuses, told once: a trouble begins with its first failure, is silent however often it happens, and
 * is over when the same has worked since and has not failed for a while. So a rule that stops some packets and not others
 * is one trouble. They are bounded: of what fails everywhere, a few are told.
 */
import { type Endpoint, formatEndpoint, sameEndpoint } from "../../domain/net/endpoint.ts"
import { type Instant, minutes, seconds, since } from "../../domain/net/instant.ts"
import type { LineNews, Trouble } from "./line_news.ts"

/** As those see it who make the calls. */
export type Troubles = Pick<TroubleLog, "isAny" | "failed" | "worked">

interface Ongoing {
  readonly trouble: Trouble
  failures: number
  failedAt: Instant
  hasWorked: boolean
}

export class TroubleLog {
  readonly #now: () => Instant
  readonly #tell: (news: LineNews) => void
  readonly #ongoing = new Map<string, Ongoing>()

  constructor(now: () => Instant, tell: (news: LineNews) => void) {
    this.#now = now
    this.#tell = tell
  }

  /** Whether there is any that something could be the end of. */
  get isAny(): boolean {
    return this.#ongoing.size > 0
  }

  failed(to: Endpoint | undefined, errno: number): void {
    const key = `${errno} ${to === undefined ? "" : formatEndpoint(to)}`
    const known = this.#ongoing.get(key)
    if (known !== undefined) {
      known.failures++
      known.failedAt = this.#now()
      known.hasWorked = false
    } else if (this.#ongoing.size < MOST_TROUBLES) {
      const trouble = { to, errno }
      this.#ongoing.set(key, { trouble, failures: 1, failedAt: this.#now(), hasWorked: false })
      this.#tell({ _tag: "TroubleBegan", trouble })
    }
  }

  worked(to: Endpoint | undefined): void {
    for (const one of this.#ongoing.values()) if (isSame(one.trouble.to, to)) one.hasWorked = true
  }

  /** Now and then: what is over is told, and what nobody tries any more is forgotten. */
  look(): void {
    for (const [key, { trouble, failures, failedAt, hasWorked }] of this.#ongoing) {
      const quiet = since(failedAt, this.#now())
      if (quiet < (hasWorked ? QUIET : FORGOTTEN)) continue
      this.#ongoing.delete(key)
      if (hasWorked) this.#tell({ _tag: "TroubleOver", trouble, failures })
    }
  }
}

const isSame = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a === undefined || b === undefined ? a === b : sameEndpoint(a, b)

export const MOST_TROUBLES = 8
/** Longer than it takes until a handshake is tried again (REKEY_TIMEOUT and its jitter). */
const QUIET = seconds(10)
/** A peer may have moved, or be gone. */
const FORGOTTEN = minutes(10)
