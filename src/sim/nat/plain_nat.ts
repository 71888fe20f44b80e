/** A device that does what RFC 4787 takes for granted and nothing beside: where all others start from. */
import { minutes, seconds } from "../../domain/net/instant.ts"
import { flatTimers } from "../flow.ts"
import type { NatProfile } from "./rfc4787.ts"

/** REQ-5: five minutes are recommended. */
const timers = flatTimers(minutes(5))

/** Ports are kept while nobody else has them, and only who was called may answer. */
export const PLAIN_NAT: NatProfile = {
  mapping: "endpoint-independent",
  filtering: "address-and-port-dependent",
  pooling: "paired",
  ports: "preserve",
  portRange: undefined,
  step: 1,
  blocks: { size: 512, most: 1 },
  rangeClass: false,
  parity: false,
  contiguity: false,
  overlapping: false,
  hold: seconds(0),
  hairpinning: "none",
  mappingTimers: timers,
  filterTimers: timers,
  refresh: "both",
  capacity: 4_096,
  overflow: "drop-new",
  subscriberLimit: undefined,
  icmpError: "ignore",
  unsolicited: "drop",
  alg: "off",
}
