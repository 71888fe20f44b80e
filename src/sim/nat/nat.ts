/**
 * What a translator does for the router that it is in: it is handed packets that leave, that come in, and that turn round
 * inside, and gives them back rewritten or not at all. ICMP errors among them go the way of the packets that they quote.
 */
import type { Instant } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Packet } from "../packet.ts"
import type { Filtering, Mapping, Unsolicited } from "./rfc4787.ts"

export type NatDrop =
  /** Nobody inside has this external port. */
  | "nat-no-mapping"
  /** Somebody has, but has not spoken to this sender. */
  | "nat-filtered"
  /** No room for another conversation, or the inside address has as many ports as it may have. */
  | "nat-table-full"
  /** Every external port that would do is taken. */
  | "nat-no-port"
  /** From inside to our own external address, which this device does not turn round. */
  | "nat-no-hairpin"

export interface Nat {
  /** Whether this is one of the addresses that the outside sees. */
  readonly owns: (address: IpAddress) => boolean
  /** As whom an inside address is seen from outside. */
  readonly apparent: (inside: IpAddress) => IpAddress
  /** What it does, in the axes of RFC 4787. */
  readonly mapping: Mapping
  readonly filtering: Filtering
  /** Of packets from outside that it does not let in. */
  readonly unsolicited: Unsolicited
  /** What is remembered, and how much may be. */
  readonly size: number
  readonly capacity: number
  /** From inside to outside. */
  readonly egress: (packet: Packet, now: Instant) => Packet | NatDrop
  /** From outside to inside. */
  readonly ingress: (packet: Packet, now: Instant) => Packet | NatDrop
  /** From inside to our own external address, and so back inside. */
  readonly hairpin: (packet: Packet, now: Instant) => Packet | NatDrop
  /** Forgets everything, and may come back with another external address. */
  readonly reboot: (external: IpAddress | undefined) => void
}
