/**
 * One conversation as conntrack remembers it: the tuple of the packet that opened it, the tuple of its answers (another
 * one where addresses are translated), and how long it lives. It is answered once a packet went the other way, and it is a
 * stream once packets go both ways when it is older than two seconds. Source: spec/nat.md 1.2 and 1.3, measured.
 */
import type { Instant } from "../../domain/net/instant.ts"
import { after, since } from "../../domain/net/instant.ts"
import type { FlowTimers } from "../flow.ts"
import { inverted, type Tuple } from "./tuple.ts"

export class Connection {
  readonly original: Tuple
  /** The tuple of answers; what translates may change it until the connection is confirmed. */
  reply: Tuple
  /** Whether its first packet got through, so that the table has it. */
  isConfirmed = false
  /** Neighbours among the connections of one source, by age. */
  older: Connection | undefined
  newer: Connection | undefined
  readonly #createdAt: Instant
  #expiresAt: Instant
  #isReplied = false
  #isAssured = false

  constructor(original: Tuple, now: Instant) {
    this.original = original
    this.reply = inverted(original)
    this.#createdAt = now
    this.#expiresAt = now
  }

  /** A packet went the other way: what filters call established. */
  get isReplied(): boolean {
    return this.#isReplied
  }

  /** Worth keeping when the table is full. */
  get isAssured(): boolean {
    return this.#isAssured
  }

  /** Its destination was rewritten when it came in. */
  get hasNewDestination(): boolean {
    const { source } = this.reply
    const { destination } = this.original
    return source.port !== destination.port || source.address !== destination.address
  }

  /** When it is over, if nothing more comes. */
  get endsAt(): Instant {
    return this.#expiresAt
  }

  isAlive(now: Instant): boolean {
    return now < this.#expiresAt
  }

  /** A packet, in one direction or the other. The first answer counts as one only for those that come after it. */
  saw(isReply: boolean, timers: FlowTimers, now: Instant): void {
    if (!this.#isReplied) this.#expiresAt = after(now, timers.unreplied)
    else {
      const isStream = since(this.#createdAt, now) > timers.assuredAfter
      this.#expiresAt = after(now, isStream ? timers.assured : timers.replied)
      this.#isAssured ||= isStream
    }
    this.#isReplied ||= isReply
  }
}
