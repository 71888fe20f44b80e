/** From what a scenario file says of a NAT64 to the profile of its NAT: what RFC 6146 demands, and what it leaves open. */
import { minutes } from "../../domain/net/instant.ts"
import { flatTimers } from "../flow.ts"
import { PLAIN_NAT } from "../nat/plain_nat.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import type { Nat64Schema } from "./translation_schema.ts"
import { readDuration } from "./units.ts"

/** UDP_DEFAULT of RFC 6146. */
const UDP_DEFAULT = minutes(5)
/** A carrier's. */
const CAPACITY = 262_144

/** Of a port the RFC would keep at least the class and the parity (section 3.5.1.1). */
export function nat64Profile({ filtering, ports, timeout, capacity }: Nat64Schema): NatProfile {
  const timers = flatTimers(timeout === undefined ? UDP_DEFAULT : readDuration(timeout))
  return {
    ...PLAIN_NAT,
    mapping: "endpoint-independent",
    filtering: filtering ?? "endpoint-independent",
    ports: ports ?? "random",
    rangeClass: true,
    parity: true,
    hairpinning: "external-source",
    mappingTimers: timers,
    filterTimers: timers,
    refresh: "both",
    capacity: capacity ?? CAPACITY,
  }
}
