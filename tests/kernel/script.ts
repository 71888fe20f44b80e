/** One test of the kernel against the model: a network, and what is sent in it. */
import type { Schedule } from "../../src/sim/lab/probe.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"

export interface Script {
  readonly kind: Kind
  readonly file: ScenarioFile
  readonly schedule: Schedule
}

/** What scripts are made about; each gets the same share of them. */
export const KINDS = [
  "one-nat",
  "two-nats",
  "neighbours",
  "nested",
  "port-forwards",
  "firewalls",
  "host-firewalls",
  "ipv6",
  "icmp-errors",
  "flushes",
] as const

export type Kind = (typeof KINDS)[number]
