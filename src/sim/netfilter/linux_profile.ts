/** What a Linux router is told: its nftables rules, as far as they concern UDP between two sides. */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { FirewallProfile } from "../firewall.ts"

export interface LinuxProfile {
  /** How the source of what leaves is rewritten; undefined: IPv4 is not translated either. */
  readonly source: SourceRule | undefined
  /** What becomes of UDP from outside for the router itself. Only "accept" leaves a trace in conntrack. */
  readonly input: "accept" | "drop" | "reject"
  /** What may be forwarded inwards, and what conntrack remembers for how long. Answers and port forwards always may. */
  readonly forward: FirewallProfile
  readonly portForwards: readonly PortForward[]
  /** Whether port forwards work from inside as well, as whom the router looks from outside. */
  readonly hairpin: boolean
}

export interface SourceRule {
  /** They differ only in where the address comes from. */
  readonly statement: "masquerade" | "snat"
  /** `to :first-last`; undefined: any port of the class that the source's port is in. */
  readonly ports: readonly [first: number, last: number] | undefined
  /** A new port for each connection; the two are one on today's kernels (spec/nat.md E1b). */
  readonly random: "random" | "fully-random" | undefined
}

/** `dnat to`: an external port that is somebody's inside. */
export interface PortForward {
  readonly port: number
  readonly to: Endpoint
}
