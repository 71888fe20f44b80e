/**
 * When a session is to be replaced, and by whom (spec/wireguard.md 1.7 and 1.9): its initiator has the duty.
 *
 * After crossing initiations two sessions live and each end counts as the initiator of its own, so they would cross again
 * for ever; or one end has moved to the session of the other, who cannot know. So the end with the smaller static key
 * leaves the duty to the other once that one is heard on its own session, and the other, who may have moved since, takes
 * the duty along. In whatever order things arrive, at least one end has it.
 */
import { compareBytes } from "../bytes.ts"
import { duration, type Instant } from "../net/instant.ts"
import { KEEPALIVE_TIMEOUT, REJECT_AFTER_TIME, REKEY_AFTER_TIME, REKEY_TIMEOUT } from "./constants.ts"
import type { Session } from "./session.ts"

/** At this age a session that still receives is replaced even with nothing to send: 15 seconds before it expires. */
const EXPIRES_SOON = duration(REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT - REKEY_TIMEOUT)

/** Asked after each transport message sent. */
export function isDueAfterSending(session: Session, now: Instant): boolean {
  return session.isWornOut || (session.keepsRekeyDuty && session.age(now) >= REKEY_AFTER_TIME)
}

export class RekeyDuty {
  readonly #isOursGreater: boolean
  #askedBeforeExpiry = false

  constructor(ourKey: Uint8Array, theirKey: Uint8Array) {
    this.#isOursGreater = compareBytes(ourKey, theirKey) > 0
  }

  handshakeCompleted(): void {
    this.#askedBeforeExpiry = false
  }

  /** The peer's session was confirmed and is now the current one. If it crossed ours, the peer may count on us. */
  moved(from: Session | undefined, to: Session): void {
    if (from !== undefined && this.#isOursGreater && from.keepsRekeyDuty && haveCrossed(from, to)) {
      to.keepsRekeyDuty = true
    }
  }

  /** A transport message came; true, once per session, if the current one is to be replaced for it. */
  heard(on: Session, current: Session, now: Instant): boolean {
    if (!this.#isOursGreater) revise(current, on)
    if (this.#askedBeforeExpiry || !current.initiated || current.age(now) < EXPIRES_SOON) return false
    this.#askedBeforeExpiry = true
    return true
  }
}

/** A peer who is heard on the session that crossed ours uses that one; one who is heard on ours has moved to it. */
function revise(current: Session, heardOn: Session): void {
  if (heardOn === current) current.keepsRekeyDuty = current.initiated
  else if (haveCrossed(current, heardOn)) current.keepsRekeyDuty = false
}

/**
 * Both ends initiated before they knew of the other. One that knows waits for REKEY_TIMEOUT before it initiates, and an
 * initiation is forgotten after about as long, so sessions that are further apart did not cross, at either end.
 */
function haveCrossed(ours: Session, theirs: Session): boolean {
  return ours.initiated && !theirs.initiated && Math.abs(ours.derivedAt - theirs.derivedAt) < REKEY_TIMEOUT
}
