/**
 * The sessions that a peer may have at once and how they follow each other (spec/wireguard.md 1.8): `previous` still
 * receives, `current` sends and receives, `next` was derived as responder and waits for the first packet that proves that
 * the initiator has it too.
 *
 * One is added to that table, on purpose: `older` also still receives. After initiations that crossed, each end sends on
 * its own session and has the other's as the previous one. The table would drop that one at the next handshake, and with
 * it what the peer has sent on it and what is on its way. A session that falls out is wiped, and its index goes free;
 * whatever its slot, after REJECT_AFTER_TIME it opens nothing.
 */
import type { Session } from "./session.ts"

/** Of the table of indices, what is needed to let one go. */
export interface Indices {
  readonly release: (index: number) => void
}

export class SessionSlots {
  readonly #indices: Indices
  #older: Session | undefined
  #previous: Session | undefined
  #current: Session | undefined
  #next: Session | undefined

  constructor(indices: Indices) {
    this.#indices = indices
  }

  /** The session that we send on. */
  get current(): Session | undefined {
    return this.#current
  }

  /** A response to our initiation was accepted. */
  initiatorDerived(session: Session): void {
    this.#retire(this.#current)
    this.#retire(this.#next)
    this.#current = session
    this.#next = undefined
  }

  /** We answered an initiation. Whether the answer arrives we learn from the first packet on this session. */
  responderDerived(session: Session): void {
    this.#end(this.#next)
    this.#next = session
  }

  /** True if the session was waiting for this proof, and is now the current one. */
  confirm(session: Session): boolean {
    if (session !== this.#next) return false
    this.#retire(this.#current)
    this.#current = session
    this.#next = undefined
    return true
  }

  clear(): void {
    this.#end(this.#older)
    this.#end(this.#previous)
    this.#end(this.#current)
    this.#end(this.#next)
    this.#older = undefined
    this.#previous = undefined
    this.#current = undefined
    this.#next = undefined
  }

  /** From now on it only receives. */
  #retire(session: Session | undefined): void {
    if (session === undefined) return
    this.#end(this.#older)
    this.#older = this.#previous
    this.#previous = session
  }

  #end(session: Session | undefined): void {
    if (session === undefined) return
    this.#indices.release(session.localIndex)
    session.wipe()
  }
}
