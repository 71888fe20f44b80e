/** Where a packet's way ended, and why. The whole vocabulary of the simulated network in one closed union. */
import type { FirewallDrop } from "../firewall.ts"
import type { LinkDrop } from "../link.ts"
import type { NatDrop } from "../nat/nat.ts"

export type NetworkDrop =
  | LinkDrop
  | NatDrop
  | FirewallDrop
  /** An interface or a cable is down. */
  | "link-down"
  /** A fault keeps the two sides apart. */
  | "partitioned"
  /** Nobody on this network knows the destination. */
  | "no-route"
  | "ttl-expired"
  /** The host has the address, but nobody listens on the port. */
  | "port-closed"
  /** It came to a host for which it was not meant, and which can make nothing of it. */
  | "wrong-host"
  /** The sender has no interface that could carry it. */
  | "no-source"

/** Every reason once, so that a trace can name one by a number. */
export const NETWORK_DROPS = [
  "lost",
  "queue-full",
  "too-big",
  "nat-no-mapping",
  "nat-filtered",
  "nat-table-full",
  "nat-no-port",
  "nat-no-hairpin",
  "firewall-inbound",
  "firewall-udp-blocked",
  "firewall-table-full",
  "link-down",
  "partitioned",
  "no-route",
  "ttl-expired",
  "port-closed",
  "no-source",
  "wrong-host",
] as const satisfies readonly NetworkDrop[]
