/**
 * Why a datagram or a packet went no further. A closed union: dropping is normal life, so a reason is a value, costs
 * nothing, is counted, and is never an exception or a log line.
 */
export type DropReason =
  /** Length, type or reserved bytes are not those of any message. */
  | "malformed"
  /** No handshake or session of ours has this receiver index. */
  | "unknown-index"
  | "bad-mac1"
  /** Under load, and mac2 was missing or wrong: a cookie reply was sent instead of an answer. */
  | "cookie-required"
  /** Under load, and this source has used up its handshakes. */
  | "rate-limited"
  /** There are more handshakes than a data plane has time for. */
  | "handshake-flood"
  /** The static key in the initiation belongs to no peer. */
  | "unknown-peer"
  /**
   * The peer's static key makes every shared secret zero, so nothing is sent to it and nothing of it answered. An
   * ephemeral key of that kind is a bad handshake.
   */
  | "low-order-key"
  /** A handshake field does not decrypt: wrong key, wrong preshared key, or forged. */
  | "bad-handshake"
  /** The initiation's timestamp is not later than the latest accepted one. */
  | "stale-timestamp"
  /** An initiation within 20 ms of the previous one. */
  | "initiation-flood"
  /** A cookie reply that does not open. */
  | "bad-cookie"
  /** The session is older than 180 seconds. */
  | "expired-session"
  /** The counter is at the limit of 2^64 - 2^13 - 1. */
  | "counter-limit"
  | "bad-tag"
  | "replayed"
  /** Decrypted to something that is no well-formed IP packet. */
  | "not-ip"
  /** The inner source address belongs to another peer or to none. */
  | "disallowed-source"
  /** Outgoing: no peer has this destination among its allowed IPs. */
  | "no-peer-for-destination"

export type DropCounts = Readonly<Partial<Record<DropReason, number>>>
