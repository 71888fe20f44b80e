/**
 * A stateful packet filter without translation: on a host, or on a router in front of one. Outbound packets open the way
 * for their answers; other inbound packets need a rule. Source: RFC 6092 for the defaults, spec/nat.md 1.4.
 */
import type { Endpoint } from "../domain/net/endpoint.ts"
import type { Instant } from "../domain/net/instant.ts"
import { EndpointMap } from "./endpoint_map.ts"
import { Flow, type FlowTimers } from "./flow.ts"

export interface FirewallProfile {
  /** What happens to an inbound packet that answers nothing and matches no open port. */
  readonly inbound: "accept" | "drop"
  /** Destination ports that let inbound packets in. */
  readonly openPorts: readonly number[]
  /** "blocked": no UDP goes either way, as in many hotels and companies. */
  readonly udp: "open" | "blocked"
  readonly timers: FlowTimers
  /** Flows that are remembered at most; a new one beyond that is dropped. */
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
  readonly #flows = new EndpointMap<EndpointMap<Flow>>()
  #size = 0
  /** Flows that were there when the table was made smaller. */
  #kept = 0

  constructor(profile: FirewallProfile) {
    this.#profile = profile
  }

  get size(): number {
    return this.#size
  }

  /** What it may hold; what it had before it was made smaller it may keep, but not replace. */
  get capacity(): number {
    return Math.max(this.#profile.capacity, this.#kept)
  }

  get profile(): FirewallProfile {
    return this.#profile
  }

  /** New rules; flows that were let through go on, as they do in Linux. */
  setProfile(profile: FirewallProfile): void {
    this.#profile = profile
    this.#kept = this.#size
  }

  /** Forgets all flows, as a reboot does. */
  reset(): void {
    this.#flows.clear()
    this.#size = 0
    this.#kept = 0
  }

  outbound(ends: Ends, now: Instant): FirewallDrop | undefined {
    if (this.#profile.udp === "blocked") return "firewall-udp-blocked"
    return this.#track(ends, now)
  }

  inbound(ends: Ends, now: Instant): FirewallDrop | undefined {
    const { udp, inbound, openPorts } = this.#profile
    if (udp === "blocked") return "firewall-udp-blocked"
    const flow = this.#flows.get(ends.local)?.get(ends.remote)
    if (flow?.isAlive(now)) {
      flow.reply(now, true)
      return undefined
    }
    if (inbound === "drop" && !openPorts.includes(ends.local.port)) return "firewall-inbound"
    return this.#track(ends, now)
  }

  #track({ local, remote }: Ends, now: Instant): FirewallDrop | undefined {
    let remotes = this.#flows.get(local)
    const flow = remotes?.get(remote)
    if (flow?.isAlive(now)) {
      flow.refresh(now)
      return undefined
    }
    if (flow === undefined && !this.#makeRoom(now)) return "firewall-table-full"
    remotes = this.#flows.get(local)
    if (remotes === undefined) {
      remotes = new EndpointMap()
      this.#flows.set(local, remotes)
    }
    if (remotes.get(remote) === undefined) this.#size++
    remotes.set(remote, new Flow(this.#profile.timers, now))
    return undefined
  }

  #makeRoom(now: Instant): boolean {
    if (this.#size < this.#profile.capacity) return true
    this.#size = 0
    for (const remotes of this.#flows.values()) {
      remotes.retain((flow) => flow.isAlive(now))
      this.#size += remotes.size
    }
    this.#flows.retain((remotes) => remotes.size > 0)
    this.#kept = Math.min(this.#kept, this.#size)
    return this.#size < this.#profile.capacity
  }
}
