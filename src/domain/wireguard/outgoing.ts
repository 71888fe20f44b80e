/**
 * What goes out to one peer: on the current session while that can send, otherwise it waits for one that is asked for.
 * Those who seal by themselves borrow the session and say what they sent on it.
 */
import type { Instant } from "../net/instant.ts"
import type { PeerPath } from "./peer_path.ts"
import { isDueAfterSending } from "./rekey.ts"
import type { Session } from "./session.ts"
import type { SessionSlots } from "./session_slots.ts"
import { StagedPackets } from "./staged_packets.ts"
import type { Suite } from "./suite.ts"
import type { Timers } from "./timers.ts"

export interface OutgoingParts {
  readonly context: { readonly suite: Suite; readonly mtu: number }
  readonly slots: SessionSlots
  readonly timers: Timers
  readonly path: PeerPath
  /** A session is wanted, or one in the place of that which there is. */
  readonly initiate: (now: Instant) => void
}

const KEEPALIVE = new Uint8Array(0)

export class Outgoing {
  readonly #parts: OutgoingParts
  readonly #staged = new StagedPackets()

  constructor(parts: OutgoingParts) {
    this.#parts = parts
  }

  get isEmpty(): boolean {
    return this.#staged.isEmpty
  }

  /** While there is one, nothing is staged. */
  session(now: Instant): Session | undefined {
    const { current } = this.#parts.slots
    return current?.canSend(now) === true ? current : undefined
  }

  /** An inner packet, or a copy of it later. */
  send(packet: Uint8Array, now: Instant): void {
    const session = this.session(now)
    if (session !== undefined) return this.#sendOn(session, packet, now)
    this.#staged.add(packet)
    this.flush(now)
  }

  /** Packets that wait say as much as a keepalive would. */
  sendKeepalive(now: Instant): void {
    if (this.#staged.isEmpty) this.send(KEEPALIVE, now)
    else this.flush(now)
  }

  /** Data was sent on the session, so many bytes of UDP payload. */
  sent(session: Session, length: number, now: Instant): void {
    this.#parts.path.count(length)
    this.#spoke(session, true, now)
  }

  /** Sends what is staged, or asks for the session that it needs. */
  flush(now: Instant): void {
    const session = this.session(now)
    if (session === undefined) return this.#parts.initiate(now)
    for (const packet of this.#staged.take()) {
      if (!session.canSend(now)) this.#staged.add(packet)
      else this.#sendOn(session, packet, now)
    }
    if (!this.#staged.isEmpty) this.#parts.initiate(now)
  }

  /** What is staged is lost. */
  clear(): void {
    this.#staged.take()
  }

  #sendOn(session: Session, packet: Uint8Array, now: Instant): void {
    const { path, context: { suite, mtu } } = this.#parts
    path.transmit(session.encapsulate(suite, packet, mtu))
    this.#spoke(session, packet.length > 0, now)
  }

  #spoke(session: Session, isData: boolean, now: Instant): void {
    this.#parts.timers.transportSent(now, isData)
    if (isDueAfterSending(session, now)) this.#parts.initiate(now)
  }
}
