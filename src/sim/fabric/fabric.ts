/**
 * Carries packets between stations: up a link, across a segment, down a link. It has no clock and no queue of its own;
 * what takes time it hands to `schedule`, and whoever keeps the time hands it back to `arrive`. It knows nothing of
 * WireGuard or of nodes.
 */
import type { Instant } from "../../domain/net/instant.ts"
import { familyOf, ipAddress } from "../../domain/net/ip_address.ts"
import type { Link } from "../link.ts"
import { errorAbout, type Packet, sizeOf } from "../packet.ts"
import type { Attachment } from "./attachment.ts"
import type { NetworkDrop } from "./drop.ts"

/** A packet reaches the end of a link at the scheduled time. */
export interface Arrival {
  readonly _tag: "Arrival"
  readonly packet: Packet
  readonly at: Attachment
  /** "segment": it came up from the station. "station": it came down to it. */
  readonly end: "segment" | "station"
}

/** What a fault says of a packet that crosses a segment; one that drops it is enough. Delay is a matter of links. */
export type Verdict = "pass" | "drop"
export type Rule = (packet: Packet, from: Attachment, to: Attachment) => Verdict

export interface FabricHooks {
  readonly schedule: (at: Instant, arrival: Arrival) => void
  /** A packet came to the end of a link. */
  readonly hop: (arrival: Arrival, now: Instant) => void
  /** A packet went no further; `where` names a router, a host or a segment. */
  readonly dropped: (packet: Packet, reason: NetworkDrop, where: string, now: Instant) => void
}

export class Fabric {
  readonly #hooks: FabricHooks
  readonly #rules = new Set<Rule>()

  constructor(hooks: FabricHooks) {
    this.#hooks = hooks
  }

  addRule(rule: Rule): void {
    this.#rules.add(rule)
  }

  removeRule(rule: Rule): void {
    this.#rules.delete(rule)
  }

  /** A station puts a packet on its segment. */
  send(packet: Packet, from: Attachment, now: Instant): void {
    if (!from.isUp) return this.drop(packet, "link-down", from.station.name, now)
    if (from.links === undefined) return this.#cross(packet, from, now)
    this.#transmit(packet, from.links.up, { _tag: "Arrival", packet, at: from, end: "segment" }, now)
  }

  /** A scheduled arrival is due. */
  arrive(arrival: Arrival, now: Instant): void {
    const { packet, at, end } = arrival
    if (!at.isUp) return this.drop(packet, "link-down", at.station.name, now)
    this.#hooks.hop(arrival, now)
    if (end === "segment") this.#cross(packet, at, now)
    else at.station.receive(packet, at, now)
  }

  drop(packet: Packet, reason: NetworkDrop, where: string, now: Instant): void {
    this.#hooks.dropped(packet, reason, where, now)
  }

  #cross(packet: Packet, from: Attachment, now: Instant): void {
    const to = from.segment.nextHop(packet.destination.address)
    if (to === undefined || to === from) return this.drop(packet, "no-route", from.segment.name, now)
    for (const rule of this.#rules) {
      if (rule(packet, from, to) === "drop") return this.drop(packet, "partitioned", from.segment.name, now)
    }
    const { hops } = from.segment
    if (hops === 0) return this.#deliver(packet, to, now)
    if (packet.ttl <= hops) return this.#expire(packet, from, now)
    this.#deliver({ ...packet, ttl: packet.ttl - hops }, to, now)
  }

  /** One of the routers on the way gets it with nothing left, and says so. */
  #expire(packet: Packet, from: Attachment, now: Instant): void {
    this.drop(packet, "ttl-expired", from.segment.name, now)
    const error = errorAbout(packet, "time-exceeded", SOMEWHERE[familyOf(packet.source.address)])
    if (error !== undefined) this.#deliver(error, from, now)
  }

  #deliver(packet: Packet, to: Attachment, now: Instant): void {
    if (!to.isUp) return this.drop(packet, "link-down", to.station.name, now)
    if (to.links === undefined) to.station.receive(packet, to, now)
    else this.#transmit(packet, to.links.down, { _tag: "Arrival", packet, at: to, end: "station" }, now)
  }

  #transmit(packet: Packet, link: Link, arrival: Arrival, now: Instant): void {
    const size = sizeOf(packet)
    const at = link.transmit(size, now)
    if (typeof at === "string") return this.drop(packet, at, arrival.at.station.name, now)
    this.#hooks.schedule(at, arrival)
    if (!link.duplicates()) return
    const copyAt = link.transmit(size, now)
    if (typeof copyAt !== "string") this.#hooks.schedule(copyAt, arrival)
  }
}

/** Routers between segments have addresses, too, which nobody else has (RFC 5737, RFC 3849). */
const SOMEWHERE = { v4: ipAddress("192.0.2.254"), v6: ipAddress("2001:db8:ffff::fe") } as const
