/** When a session is to be replaced, and by whom (spec/wireguard.md 1.7 and 1.9). */
import { compareBytes } from "../bytes.ts"
import { duration, type Instant } from "../net/instant.ts"
import { KEEPALIVE_TIMEOUT, REJECT_AFTER_TIME, REKEY_AFTER_TIME, REKEY_TIMEOUT } from "./constants.ts"
import type { Session } from "./session.ts"

/** At this age a session of ours that still receives is replaced, even with nothing to send. */
const LAST_MINUTE = duration(REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT - REKEY_TIMEOUT)

/** Asked after each transport message sent. */
export function isDueAfterSending(session: Session, now: Instant): boolean {
  return session.isWornOut || (session.keepsRekeyDuty && session.age(now) >= REKEY_AFTER_TIME)
}

/** Asked after each transport message received, once per session. */
export function isDueAfterReceiving(session: Session, now: Instant): boolean {
  return session.initiated && session.age(now) >= LAST_MINUTE
}

/**
 * After crossing initiations two sessions live and both ends count as initiator, so they would cross again for ever.
 * Proof that the peer completed his own is a message on it while ours is current; then the end with the smaller static
 * key leaves the rekeying to the other. Against a peer with one handshake slot that proof never comes.
 */
export function leavesRekeyToPeer(
  { current, heardOn }: { readonly current: Session; readonly heardOn: Session },
  ourKey: Uint8Array,
  theirKey: Uint8Array,
): boolean {
  const haveCrossed = current.initiated && !heardOn.initiated &&
    Math.abs(current.derivedAt - heardOn.derivedAt) <= REKEY_TIMEOUT
  return haveCrossed && compareBytes(ourKey, theirKey) < 0
}
