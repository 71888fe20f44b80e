/**
 * The timers of one peer (spec/wireguard.md 1.9). Nothing is armed or cancelled: the class remembers what happened
 * when, and derives from that what is due next and why. A fact that is answered is forgotten (`NEVER`).
 *
 * One difference from the kernel, on purpose: a retry that comes less than five seconds after our last handshake
 * message is postponed to the end of those five seconds, not dropped. Dropping it is what lets two peers whose
 * initiations crossed stay silent for half a minute (spec/lab.md 4.3).
 */
import { type Deadline, IDLE } from "../net/deadline.ts"
import { after, type Duration, duration, earliest, type Instant, instant, NEVER } from "../net/instant.ts"
import type { Random } from "../random.ts"
import { KEEPALIVE_TIMEOUT, MAX_HANDSHAKE_RETRIES, REKEY_TIMEOUT, TIMER_JITTER, WIPE_AFTER_TIME } from "./constants.ts"

export type TimerReason =
  /** The initiation was not answered. */
  | "retry-handshake"
  /** The peer's own handshake was confirmed while our initiation was in flight, and it was not answered either. */
  | "stale-initiation"
  /** A session was wanted within five seconds of our last handshake message; now it may be asked for. */
  | "deferred-handshake"
  /** Data came in and nothing went out. */
  | "passive-keepalive"
  /** Data went out and nothing came in. */
  | "new-handshake"
  /** Old keys must go. */
  | "wipe"
  | "persistent-keepalive"

const ANSWER_TIMEOUT = duration(KEEPALIVE_TIMEOUT + REKEY_TIMEOUT)

export class Timers {
  readonly #random: Random
  #unansweredInitiationAt = NEVER
  #staleAt = NEVER
  #retryJitter = duration(0)
  #retries = 0
  #lastHandshakeSentAt: Instant | undefined
  #isDeferred = false
  #unansweredDataReceivedAt = NEVER
  #moreDataReceived = false
  #unansweredDataSentAt = NEVER
  #answerJitter = duration(0)
  #keysSince = NEVER
  #traversedAt = NEVER
  #keepaliveInterval = duration(0)

  constructor(random: Random) {
    this.#random = random
  }

  get keepaliveInterval(): Duration {
    return this.#keepaliveInterval
  }

  /** Zero switches persistent keepalives off. */
  setKeepaliveInterval(interval: Duration): void {
    this.#keepaliveInterval = interval
  }

  /** Not within five seconds of our last initiation or response. */
  mayInitiate(now: Instant): boolean {
    return now >= this.#allowedAt()
  }

  get hasRetriesLeft(): boolean {
    return this.#retries <= MAX_HANDSHAKE_RETRIES
  }

  countRetry(): void {
    this.#retries++
  }

  /** The next initiation is the first of its own series. */
  startSeries(): void {
    this.#retries = 0
  }

  /** An initiation was wanted when `mayInitiate` said no. If one is in flight, its retry serves as well. */
  deferInitiation(): void {
    this.#isDeferred = this.#unansweredInitiationAt === NEVER
  }

  initiationSent(now: Instant): void {
    this.#lastHandshakeSentAt = now
    this.#isDeferred = false
    this.#unansweredInitiationAt = now
    this.#staleAt = NEVER
    this.#retryJitter = this.#jitter()
    this.#authenticatedSent(now)
  }

  responseSent(now: Instant): void {
    this.#lastHandshakeSentAt = now
    this.#authenticatedSent(now)
  }

  transportSent(now: Instant, isData: boolean): void {
    this.#authenticatedSent(now)
    if (!isData || this.#unansweredDataSentAt !== NEVER) return
    this.#unansweredDataSentAt = now
    this.#answerJitter = this.#jitter()
  }

  /** An initiation, a response or a transport message of the peer's, authenticated. */
  authenticatedReceived(now: Instant): void {
    this.#unansweredDataSentAt = NEVER
    this.#traversedAt = now
  }

  dataReceived(now: Instant): void {
    if (this.#unansweredDataReceivedAt === NEVER) this.#unansweredDataReceivedAt = now
    else this.#moreDataReceived = true
  }

  sessionDerived(now: Instant): void {
    this.#keysSince = now
  }

  /**
   * Ours was answered, or the peer's was confirmed. In the second case ours, if one is in flight, may still be answered
   * as long as it would have been without the peer's: until its retry would have replaced it.
   */
  handshakeCompleted(initiated: boolean): void {
    this.#staleAt = initiated ? NEVER : earliest(this.#staleAt, this.#retryAt())
    this.#unansweredInitiationAt = NEVER
    this.#isDeferred = false
    this.#retries = 0
  }

  /** All retries failed. Keys still get wiped, counted from now if from nothing else. */
  gaveUp(now: Instant): void {
    this.#unansweredInitiationAt = NEVER
    this.#unansweredDataReceivedAt = NEVER
    if (this.#keysSince === NEVER) this.#keysSince = now
  }

  /** The retry stays: it makes an initiation of its own, and only a completed handshake cancels it. */
  wiped(): void {
    this.#keysSince = NEVER
  }

  /** To be called when that deadline came, before acting on it: the fact behind it is used up. */
  expire(reason: Exclude<TimerReason, "retry-handshake" | "wipe">): void {
    switch (reason) {
      case "stale-initiation":
        this.#staleAt = NEVER
        break
      case "deferred-handshake":
        this.#isDeferred = false
        break
      case "passive-keepalive":
        this.#unansweredDataReceivedAt = NEVER
        break
      case "new-handshake":
        this.#unansweredDataSentAt = NEVER
        break
      case "persistent-keepalive":
        this.#traversedAt = NEVER
        break
    }
  }

  /** To be called after a passive keepalive: if more data had come while it was due, another one follows. */
  passiveKeepaliveSent(now: Instant): void {
    if (!this.#moreDataReceived) return
    this.#moreDataReceived = false
    this.#unansweredDataReceivedAt = now
  }

  /** When something is due next; asked for after every packet, so without the reason. */
  nextAt(): Instant {
    const retry = earliest(earliest(this.#retryAt(), this.#staleAt), this.#deferredTo())
    const silence = earliest(this.#passiveAt(), this.#answerAt())
    return earliest(earliest(retry, silence), earliest(this.#wipeAt(), this.#persistentAt()))
  }

  deadline(): Deadline<TimerReason> {
    const at = this.nextAt()
    if (at === NEVER) return IDLE
    return { at, reason: this.#reasonFor(at) }
  }

  /** Of several that are due at once, the first in this order. */
  #reasonFor(at: Instant): TimerReason {
    if (this.#retryAt() === at) return "retry-handshake"
    if (this.#staleAt === at) return "stale-initiation"
    if (this.#deferredTo() === at) return "deferred-handshake"
    if (this.#passiveAt() === at) return "passive-keepalive"
    if (this.#answerAt() === at) return "new-handshake"
    return this.#wipeAt() === at ? "wipe" : "persistent-keepalive"
  }

  #deferredTo(): Instant {
    return this.#isDeferred ? this.#allowedAt() : NEVER
  }

  #passiveAt(): Instant {
    return this.#unansweredDataReceivedAt === NEVER ? NEVER : after(this.#unansweredDataReceivedAt, KEEPALIVE_TIMEOUT)
  }

  #answerAt(): Instant {
    if (this.#unansweredDataSentAt === NEVER) return NEVER
    return after(after(this.#unansweredDataSentAt, ANSWER_TIMEOUT), this.#answerJitter)
  }

  #wipeAt(): Instant {
    return this.#keysSince === NEVER ? NEVER : after(this.#keysSince, WIPE_AFTER_TIME)
  }

  #persistentAt(): Instant {
    if (this.#keepaliveInterval === 0 || this.#traversedAt === NEVER) return NEVER
    return after(this.#traversedAt, this.#keepaliveInterval)
  }

  #retryAt(): Instant {
    if (this.#unansweredInitiationAt === NEVER) return NEVER
    const due = after(after(this.#unansweredInitiationAt, REKEY_TIMEOUT), this.#retryJitter)
    return due < this.#allowedAt() ? this.#allowedAt() : due
  }

  /** When the next handshake message may be sent. */
  #allowedAt(): Instant {
    return this.#lastHandshakeSentAt === undefined ? instant(0) : after(this.#lastHandshakeSentAt, REKEY_TIMEOUT)
  }

  #authenticatedSent(now: Instant): void {
    this.#unansweredDataReceivedAt = NEVER
    this.#traversedAt = now
  }

  #jitter(): Duration {
    return duration(this.#random.below(TIMER_JITTER))
  }
}
