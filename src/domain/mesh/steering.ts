/**
 * How packets find the tunnel on a host: the routing intent (spec/kubespan.md 5.2 and 5.4), for an adapter to perform.
 * A packet for a routed network is marked, a rule sends marked packets to a table of their own, and its default route
 * leads into the tunnel. WireGuard's own packets bear another mark and are left alone, so nothing loops. Mesh addresses
 * need none of this; the tunnel's own /64 has them.
 */
import type { Family } from "../net/ip_address.ts"
import { type Prefix, prefixAddress } from "../net/prefix.ts"
import { prefixesOf, prefixSet } from "../net/prefix_set.ts"
import { isKubeSpanUla } from "./identity.ts"
import type { Peer } from "./state.ts"

/** On WireGuard's own packets, and on packets to be forced into the tunnel; the mask covers both. */
export const FIREWALL_MARK = 0x20
export const FORCE_MARK = 0x40
export const MARK_MASK = 0x60
export const ROUTING_TABLE = 180
/** After the local table (0) and before the main one (32766). */
export const RULE_PRIORITY = 32500

export interface Steering {
  /** Minimal, IPv4 first. */
  readonly routed: readonly Prefix[]
  /** Larger TCP segments that start here are clamped to this. */
  readonly maxSegment: Readonly<Record<Family, number>>
}

/** `networks` are those of all peers. */
export function steeringOf(networks: readonly Prefix[], mtu: number): Steering {
  const routed = prefixesOf(prefixSet(networks))
  return { routed, maxSegment: { v4: maxSegment(mtu, "v4"), v6: maxSegment(mtu, "v6") } }
}

/** What of a peer's allowed IPs is steered into the tunnel now. */
export function routedNetworks({ spec, isRouted }: Peer): readonly Prefix[] {
  return isRouted ? spec.allowedIps.filter((block) => !isKubeSpanUla(prefixAddress(block))) : []
}

/** What is left of the MTU after the IP header, TCP's, and room for its options. */
export const maxSegment = (mtu: number, family: Family): number =>
  mtu - (family === "v4" ? IPV4_HEADER : IPV6_HEADER) - TCP_HEADER - TCP_OPTIONS

/** The mark of a packet after the rule for routed networks saw it: the other bits stay. */
export const forced = (mark: number): number => ((mark & ~MARK_MASK) | FORCE_MARK) >>> 0

const IPV4_HEADER = 20
const IPV6_HEADER = 40
const TCP_HEADER = 20
const TCP_OPTIONS = 12
