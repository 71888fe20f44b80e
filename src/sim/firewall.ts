/**
 * A stateful packet filter without translation: on a host, or on a router in front of one. Outbound packets open the way
 * for their answers; other inbound packets need a rule. It is Linux' conntrack with rules for UDP; the defaults are those
 * of RFC 6092. Source: spec/nat.md 1.3 and 1.4.
 */
import type { Endpoint } from "../domain/net/endpoint.ts"
import type { Instant } from "../domain/net/instant.ts"
import type { FlowTimers } from "./flow.ts"
import { Conntrack } from "./netfilter/conntrack.ts"
import { inverted } from "./netfilter/tuple.ts"
import type { IcmpError } from "./packet.ts"

export interface FirewallProfile {
  /** What happens to an inbound packet that answers nothing and matches no open port. */
  readonly inbound: "accept" | "drop"
  /** Destination ports that let inbound packets in. */
  readonly openPorts: readonly number[]
  /** "blocked": no UDP goes either way, as in many hotels and companies. */
  readonly udp: "open" | "blocked"
  /** Whether connections to services outside get out: anybody's, those by way of its proxy, or none. */
  readonly tcp: "open" | "proxy" | "blocked"
  readonly timers: FlowTimers
  /** Flows that are remembered at most. */
  readonly capacity: number
}

export type FirewallDrop = "firewall-inbound" | "firewall-udp-blocked" | "firewall-table-full"

/** From the protected side's point of view. */
interface Ends {
  readonly local: Endpoint
  readonly remote: Endpoint
}

export class Firewall {
  #profile: FirewallProfile
  readonly #table: Conntrack

  constructor(profile: FirewallProfile) {
    this.#profile = profile
    this.#table = new Conntrack(profile)
  }

  get size(): number {
    return this.#table.size
  }

  /** What it may hold; a table that was made smaller stays as full as it is until its flows are over. */
  get capacity(): number {
    return this.#table.capacity
  }

  get profile(): FirewallProfile {
    return this.#profile
  }

  /** New rules; flows that were answered go on, as they do in Linux. */
  setProfile(profile: FirewallProfile): void {
    this.#profile = profile
    this.#table.setLimits(profile)
  }

  /** Forgets flows that are over, as the kernel does when its table is read. */
  collect(now: Instant): void {
    this.#table.collect(now)
  }

  /** Forgets all flows, as a reboot does. */
  reset(): void {
    this.#table.clear()
  }

  outbound({ local, remote }: Ends, now: Instant): FirewallDrop | undefined {
    if (this.#profile.udp === "blocked") return "firewall-udp-blocked"
    const tracked = this.#table.track({ source: local, destination: remote }, now)
    if (tracked === undefined) return "firewall-table-full"
    this.#table.confirm(tracked.connection, now)
    return undefined
  }

  inbound({ local, remote }: Ends, now: Instant): FirewallDrop | undefined {
    const { udp, inbound, openPorts } = this.#profile
    if (udp === "blocked") return "firewall-udp-blocked"
    const tracked = this.#table.track({ source: remote, destination: local }, now)
    if (tracked === undefined) return "firewall-table-full"
    const isEstablished = tracked.isReply || tracked.connection.isReplied
    if (!isEstablished && inbound === "drop" && !openPorts.includes(local.port)) return "firewall-inbound"
    this.#table.confirm(tracked.connection, now)
    return undefined
  }

  /** An ICMP error gets in if it is about something that was let through. */
  inboundError(error: IcmpError, now: Instant): FirewallDrop | undefined {
    if (this.#profile.inbound === "accept" || this.#table.find(inverted(error), now) !== undefined) return undefined
    return "firewall-inbound"
  }
}
