/**
 * Everything for which a handshake message can be refused before a Diffie-Hellman is spent on it (spec/wireguard.md
 * section 6): mac1 first; then, under load, mac2, for want of which a cookie goes out; then the limiter.
 */
import type { Instant } from "../net/instant.ts"
import type { Random } from "../random.ts"
import { CookieChecker, hasValidMac1 } from "./cookie.ts"
import type { Transmit } from "./device_output.ts"
import type { DropReason } from "./drop_reason.ts"
import type { LocalIdentity } from "./identity.ts"
import { LoadMeter } from "./load_meter.ts"
import type { HandshakeMessage } from "./message.ts"
import type { Arrival } from "./peer_path.ts"
import { RateLimiter } from "./rate_limiter.ts"
import type { Suite } from "./suite.ts"

export interface AdmissionContext {
  readonly suite: Suite
  readonly local: LocalIdentity
  readonly random: Random
  readonly emit: (output: Transmit) => void
}

export class Admission {
  readonly #context: AdmissionContext
  readonly #cookies: CookieChecker
  readonly #load: LoadMeter
  readonly #limiter = new RateLimiter()

  /** `busyAbove` is in handshake messages per second. */
  constructor(context: AdmissionContext, busyAbove: number) {
    this.#context = context
    this.#cookies = new CookieChecker(context.suite, context.local, context.random)
    this.#load = new LoadMeter(busyAbove)
  }

  /** Why the message is to be dropped, if it is. */
  refuse(message: HandshakeMessage, { from, to }: Arrival, now: Instant): DropReason | undefined {
    if (!hasValidMac1(this.#context.suite, this.#context.local, message)) return "bad-mac1"
    if (!this.#load.record(now)) return undefined
    if (!this.#cookies.hasValidMac2(message, from, now)) {
      const datagram = this.#cookies.reply(message, from, now)
      this.#context.emit({ _tag: "Transmit", peer: undefined, to: from, source: to, datagram })
      return "cookie-required"
    }
    return this.#limiter.allow(from.address, now) ? undefined : "rate-limited"
  }
}
