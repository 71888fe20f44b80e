/**
 * What every translating device does, however it does it: a router hands it packets that leave, that come in, and that
 * turn round inside, and gets them back rewritten or not at all. Two kinds of device live behind this: one by the axes of
 * RFC 4787, and one that works as Linux does.
 */
import type { Instant } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Packet } from "../packet.ts"
import type { Filtering, Mapping } from "./rfc4787.ts"

export type NatDrop =
  /** Nobody inside has this external port. */
  | "nat-no-mapping"
  /** Somebody has, but has not spoken to this sender. */
  | "nat-filtered"
  | "nat-table-full"
  /** Every external port is taken. */
  | "nat-no-port"
  /** From inside to our own external address, which this device does not turn round. */
  | "nat-no-hairpin"

export interface Nat {
  /** The address that the outside sees. */
  readonly external: IpAddress
  /** What it does, in the axes of RFC 4787. */
  readonly mapping: Mapping
  readonly filtering: Filtering
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
  readonly reboot: (external: IpAddress) => void
}
