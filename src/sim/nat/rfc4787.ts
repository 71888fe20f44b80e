/** The axes along which RFC 4787 sorts translating devices, and one device as a point among them. */
import type { FlowTimers } from "../flow.ts"

/** Section 4.1: for which remote ends an inside endpoint keeps its external port. */
export type Mapping = "endpoint-independent" | "address-dependent" | "address-and-port-dependent"

/** Section 5: which remote ends may use the external port once it is open. */
export type Filtering = "endpoint-independent" | "address-dependent" | "address-and-port-dependent"

/**
 * Section 4.2: which external port a mapping gets. "preserve" takes the inside port if it is in range and free, and
 * otherwise a random one (spec/nat.md E1, E1c).
 */
export type PortAssignment = "preserve" | "sequential" | "random"

/** Section 6: whether inside hosts reach each other through the external address, and as whom. */
export type Hairpinning = "none" | "external-source" | "internal-source"

export interface NatProfile {
  readonly mapping: Mapping
  readonly filtering: Filtering
  readonly ports: PortAssignment
  readonly hairpinning: Hairpinning
  /** How long an idle mapping lives; REQ-5. */
  readonly mappingTimers: FlowTimers
  /** How long a remote end that went quiet may still send. */
  readonly filterTimers: FlowTimers
  /** Section 4.3: whether inbound packets keep a mapping alive as well. */
  readonly refresh: "outbound" | "both"
  /** Remote ends that are remembered, over all mappings. */
  readonly capacity: number
  /** External ports, both ends included. If undefined, any inside port is in range, and others are drawn from 1024 up. */
  readonly portRange: readonly [number, number] | undefined
}
