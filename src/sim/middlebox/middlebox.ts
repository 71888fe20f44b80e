/**
 * What a router does with packets between its two sides: lets them through as they are or rewritten, or not at all. Two
 * families of devices live behind this: by the axes of RFC 4787, and as Linux does it (RFC 3234 calls them all middleboxes).
 */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import type { Family, IpAddress } from "../../domain/net/ip_address.ts"
import type { NatDrop } from "../nat/nat.ts"
import type { Filtering, Mapping } from "../nat/rfc4787.ts"
import type { FirewallDrop, FirewallProfile } from "../firewall.ts"
import type { IcmpErrorKind, Packet } from "../packet.ts"

export type MiddleboxDrop =
  | NatDrop
  | FirewallDrop
  /** It is for the router itself, where nobody listens, but conntrack remembers that it came (spec/nat.md E2). */
  | "nat-remembered"
  /** One of its addresses has no counterpart on the other side. */
  | "nat-untranslatable"
  | "ttl-expired"
  | "port-closed"

export interface Passed {
  readonly to: "inside" | "outside"
  readonly packet: Packet
}

export interface Refused {
  readonly reason: MiddleboxDrop
  /** What the sender is told; undefined: nothing. */
  readonly answer: IcmpErrorKind | undefined
  /** As whom it is told; undefined: as the router itself. */
  readonly as: IpAddress | undefined
}

export type Passage = Passed | Refused

export const passed = (to: "inside" | "outside", packet: Packet): Passed => ({ to, packet })

export const refused = (reason: MiddleboxDrop, answer?: IcmpErrorKind, as?: IpAddress): Refused => ({
  reason,
  answer,
  as,
})

/** A table of conversations: what is in it, and how much may be. */
export interface Table {
  readonly size: number
  readonly capacity: number
}

/** How the device looks from outside, in the axes of RFC 4787. */
export interface Aspect {
  readonly isTranslated: boolean
  readonly mapping: Mapping
  /** "open": anybody may call. */
  readonly filtering: Filtering | "open"
}

export interface Middlebox {
  readonly fromInside: (packet: Packet, now: Instant) => Passage
  readonly fromOutside: (packet: Packet, now: Instant) => Passage
  /**
   * As whom an inside address is seen from outside, by somebody of that family if it can be translated to it; by IPv4 if
   * that is left out. The same where it is not translated; undefined where it cannot be, and nobody gets out with it.
   */
  readonly apparent: (inside: IpAddress, towards?: Family) => IpAddress | undefined
  /** To packets that are of this family outside, for who listens at this endpoint inside. */
  readonly aspect: (family: Family, inside: Endpoint) => Aspect
  readonly tables: () => readonly Table[]
  /** undefined: it filters nothing. */
  readonly firewall: FirewallProfile | undefined
  /** Other rules; what was let through goes on. */
  readonly setFirewall: (profile: FirewallProfile) => void
  /** Forgets what is over, as the kernel does when its table is read. */
  readonly collect: (now: Instant) => void
  /** Forgets everything, and may come back with another external address. */
  readonly reboot: (external: IpAddress | undefined) => void
}
