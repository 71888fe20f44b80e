/** Where a packet's way ended, and why. The whole vocabulary of the simulated network in one closed union. */
import type { LinkDrop } from "../link.ts"
import type { MiddleboxDrop } from "../middlebox/middlebox.ts"

export type NetworkDrop =
  | LinkDrop
  | MiddleboxDrop
  /** An interface or a cable is down. */
  | "link-down"
  /** A fault keeps the two sides apart. */
  | "partitioned"
  /** Nobody on this network knows the destination. */
  | "no-route"
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
  "nat-remembered",
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
  "nat-untranslatable",
] as const satisfies readonly NetworkDrop[]
