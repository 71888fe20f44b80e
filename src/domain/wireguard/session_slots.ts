/**
 * The three sessions that a peer may have at once and how they follow each other (spec/wireguard.md 1.8): `previous`
 * still receives, `current` sends and receives, `next` was derived as responder and waits for the first packet that
 * proves that the initiator has it too. Each change returns the sessions that it ended, so that their indices go free.
 */
import type { Session } from "./session.ts"

export class SessionSlots {
  #previous: Session | undefined
  #current: Session | undefined
  #next: Session | undefined

  /** The session that we send on. */
  get current(): Session | undefined {
    return this.#current
  }

  /** A response to our initiation was accepted. */
  initiatorDerived(session: Session): readonly Session[] {
    const ended = this.#next === undefined ? [this.#previous] : [this.#previous, this.#current]
    this.#previous = this.#next ?? this.#current
    this.#current = session
    this.#next = undefined
    return defined(ended)
  }

  /** We answered an initiation. Whether the answer arrives we learn from the first packet on this session. */
  responderDerived(session: Session): readonly Session[] {
    const ended = [this.#previous, this.#next]
    this.#previous = undefined
    this.#next = session
    return defined(ended)
  }

  /** True if the session was waiting for this proof, and is now the current one. */
  confirm(session: Session): { readonly confirmed: boolean; readonly ended: readonly Session[] } {
    if (session !== this.#next) return NOT_WAITING
    const ended = defined([this.#previous])
    this.#previous = this.#current
    this.#current = session
    this.#next = undefined
    return { confirmed: true, ended }
  }

  clear(): readonly Session[] {
    const ended = defined([this.#previous, this.#current, this.#next])
    this.#previous = undefined
    this.#current = undefined
    this.#next = undefined
    return ended
  }
}

const NOT_WAITING = { confirmed: false, ended: [] } as const

const defined = (sessions: readonly (Session | undefined)[]): readonly Session[] =>
  sessions.filter((session) => session !== undefined)
