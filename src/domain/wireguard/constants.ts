/** The protocol's numbers. Source: the WireGuard paper section 6, with the kernel's values where the paper leaves room. */
import { type Duration, millis, seconds } from "../net/instant.ts"

/** The initiator of a session replaces it at this age. */
export const REKEY_AFTER_TIME: Duration = seconds(120)
/** No session is used, in either direction, from this age on. */
export const REJECT_AFTER_TIME: Duration = seconds(180)
/** Between two handshake messages of ours to one peer, and before an unanswered initiation is sent again. */
export const REKEY_TIMEOUT: Duration = seconds(5)
/** Added at random to the two timers that could synchronise peers. Exclusive bound. */
export const TIMER_JITTER: Duration = millis(334)
/** After data was received and nothing sent; and part of the wait for an answer. */
export const KEEPALIVE_TIMEOUT: Duration = seconds(10)
/** Retries of one initiation before its staged packets are given up: REKEY_ATTEMPT_TIME / REKEY_TIMEOUT. */
export const MAX_HANDSHAKE_RETRIES = 18
/** Sessions and handshakes without a successor are wiped at three times REJECT_AFTER_TIME. */
export const WIPE_AFTER_TIME: Duration = seconds(540)
/** Between two initiations that a responder accepts from one peer. */
export const INITIATION_GAP: Duration = millis(20)
/** A cookie secret is replaced, and a received cookie forgotten, at this age. */
export const COOKIE_LIFETIME: Duration = seconds(120)

/** A send counter beyond 2^60 asks for a new session: the high word of that limit. */
export const REKEY_AFTER_MESSAGES_HIGH = 0x10000000
/** Counters from 2^64 - 2^13 - 1 on are never used: the high and the low word of that limit. */
export const REJECT_AFTER_MESSAGES_HIGH = 0xffffffff
export const REJECT_AFTER_MESSAGES_LOW = 0xffffdfff

/** Counters this far or less below the highest may still come in: 8192 bits less one 64-bit word. */
export const REPLAY_WINDOW = 8128
/** Packets that wait for a session, per peer; the oldest gives way. */
export const MAX_STAGED_PACKETS = 128
/** Plaintext is padded to a multiple of this. */
export const PADDING_MULTIPLE = 16
/** Bytes of an authentication tag. */
export const TAG_LENGTH = 16
