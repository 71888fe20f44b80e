/**
 * The axes along which RFC 4787 sorts translating devices, with what RFC 6888 adds for those of carriers and RFC 7857 for
 * those that run out of ports, and one device as a point among them.
 */
import type { Duration } from "../../domain/net/instant.ts"
import type { FlowTimers } from "../flow.ts"

/** Section 4.1: for which remote ends an inside endpoint keeps its external port. */
export type Mapping = "endpoint-independent" | "address-dependent" | "address-and-port-dependent"

/** Section 5: which remote ends may use the external port once it is open. */
export type Filtering = "endpoint-independent" | "address-dependent" | "address-and-port-dependent"

/** Section 4.1: of several external addresses, whether an inside address has one, or each mapping any (REQ-2). */
export type AddressPooling = "paired" | "arbitrary"

/**
 * Section 4.2: which external port a mapping gets. "preserve" takes the inside port if it is in range and free, and
 * otherwise a random one (spec/nat.md E1, E1c). "block" draws from blocks of which each belongs to one inside address.
 * "overload" takes the inside port whoever has it (which REQ-3 forbids), "static" the inside port or none.
 */
export type PortAssignment = "preserve" | "sequential" | "random" | "block" | "overload" | "static"

/** Section 6: whether inside hosts reach each other through the external address, and as whom. */
export type Hairpinning = "none" | "external-source" | "internal-source"

/** What the sender of a packet that nobody asked for is told. */
export type Unsolicited = "drop" | "reject"

export interface PortBlocks {
  /** Ports in each. */
  readonly size: number
  /** How many an inside address may have on one external address. */
  readonly most: number
}

export interface NatProfile {
  readonly mapping: Mapping
  readonly filtering: Filtering
  readonly pooling: AddressPooling
  readonly ports: PortAssignment
  /** External ports, both ends included. If undefined, any inside port is in range, and others are drawn from 1024 up. */
  readonly portRange: readonly [number, number] | undefined
  /** From one port to the next, if they are sequential. */
  readonly step: number
  /** If ports come in blocks. */
  readonly blocks: PortBlocks
  /** Whether ports up to 1023 stay there, and others above; REQ-3a. */
  readonly rangeClass: boolean
  /** Whether even ports stay even, and odd ones odd; section 4.2.2, REQ-4. */
  readonly parity: boolean
  /** Whether the next port inside gets the next one outside, if it can; section 4.2.3. */
  readonly contiguity: boolean
  /** Whether mappings for one remote end each share a port while those differ; RFC 7857 section 4. */
  readonly overlapping: boolean
  /** How long a port that was given up goes to nobody else; RFC 6888 REQ-8. */
  readonly hold: Duration
  readonly hairpinning: Hairpinning
  /** How long an idle mapping lives; REQ-5. */
  readonly mappingTimers: FlowTimers
  /** How long a remote end that went quiet may still send. */
  readonly filterTimers: FlowTimers
  /** Section 4.3: which packets keep a mapping alive. "inbound" alone is broken: REQ-6 demands the others. */
  readonly refresh: "outbound" | "inbound" | "both"
  /** Remote ends that are remembered, over all mappings. */
  readonly capacity: number
  /** What becomes of one more: it is dropped, or what has been quiet longest makes room. */
  readonly overflow: "drop-new" | "drop-oldest"
  /** External ports that an inside address may have at a time; RFC 6888 REQ-4. */
  readonly subscriberLimit: number | undefined
  /** Whether an ICMP error from outside ends the mapping that it is about, which REQ-12 forbids. */
  readonly icmpError: "ignore" | "kill"
  readonly unsolicited: Unsolicited
  /** Whether addresses are rewritten in payloads as well, which REQ-10 wants off: RFC 5389 section 15.2 tells why. */
  readonly alg: "off" | "rewrite"
}
