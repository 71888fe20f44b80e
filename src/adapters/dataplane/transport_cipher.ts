/** What seals and opens transport messages in the arena: ChaCha20-Poly1305 without associated data (RFC 8439). */
import type { Session } from "../../domain/wireguard/session.ts"

/** The keys of one session, ready for use. */
export interface SessionCipher {
  /** Seals `length` bytes in place and puts 16 bytes of tag behind them. */
  readonly seal: (at: number, length: number, high: number, low: number) => void
  /** Opens `length` bytes in place, behind which the tag stands. False, and what is there is worthless, if that is wrong. */
  readonly open: (at: number, length: number, high: number, low: number) => boolean
}

export interface TransportCipher {
  readonly name: string
  /** The same object for the same session, for as long as that has its keys. */
  readonly of: (session: Session) => SessionCipher
}
