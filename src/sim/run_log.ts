/**
 * Everything that happens in a run passes here once, in order: into the digest, into what is remembered, and, where one
 * is wanted, into the trace.
 */
import type { Event } from "../domain/mesh/event.ts"
import { encodeEvent } from "../domain/mesh/journal.ts"
import { formatEndpoint } from "../domain/net/endpoint.ts"
import type { Instant } from "../domain/net/instant.ts"
import type { IpAddress } from "../domain/net/ip_address.ts"
import { Digest } from "./digest.ts"
import { NETWORK_DROPS, type NetworkDrop } from "./fabric/drop.ts"
import type { Arrival } from "./fabric/fabric.ts"
import { History } from "./history.ts"
import { type Packet, sizeOf } from "./packet.ts"
import { PingLog } from "./ping_log.ts"
import { Story } from "./story.ts"
import type { TraceSink } from "./trace.ts"

/** A fact that should have held in every run. */
export interface Violation {
  readonly at: Instant
  readonly check: string
  readonly detail: string
}

/** What a digest entry is about. */
const Mark = { hop: 1, drop: 2, event: 3, action: 4, ping: 5 } as const
const MARKS = 8
const PORTS = 65_536

const MESSAGES = ["other", "initiation", "response", "cookie reply", "data"] as const
const KEEPALIVE_LENGTH = 32
/** A run that breaks a rule usually goes on breaking it. */
const MAX_VIOLATIONS = 100

export class RunLog {
  readonly digest = new Digest()
  readonly history = new History()
  readonly pings = new PingLog()
  readonly story = new Story()
  readonly violations: Violation[] = []
  hops = 0
  readonly #sink: TraceSink | undefined
  readonly #addresses = new Map<IpAddress, number>()

  constructor(sink: TraceSink | undefined) {
    this.#sink = sink
  }

  hop(arrival: Arrival, now: Instant): void {
    const { packet, at, end } = arrival
    this.hops++
    this.digest.add(now)
    this.digest.add((at.index * 2 + (end === "segment" ? 0 : 1)) * MARKS + Mark.hop)
    this.#addPacket(packet)
    if (this.#sink !== undefined) this.#traceHop(arrival, now)
  }

  dropped(packet: Packet, reason: NetworkDrop, where: string, now: Instant): void {
    this.digest.add(Mark.drop)
    this.digest.add(now)
    this.digest.add(NETWORK_DROPS.indexOf(reason))
    this.#addPacket(packet)
    const { from, to, id } = packet.flight
    if (to !== undefined && packet.error === undefined) {
      this.history.pair(from, to).drop(reason, where, packet.destination, now)
    }
    this.#sink?.({ kind: "drop", at: now, packet: id, reason, where, ...ends(packet) })
  }

  event(node: string, event: Event, now: Instant): void {
    this.digest.add(Mark.event)
    this.digest.addText(node)
    this.digest.addText(encodeEvent(event))
    this.#sink?.({ kind: "event", at: now, node, event })
  }

  /** Something of the timeline happened. */
  action(text: string, now: Instant): void {
    this.digest.add(Mark.action)
    this.digest.add(now)
    this.digest.addText(text)
    this.story.tell(now, "", text)
    this.#sink?.({ kind: "action", at: now, text })
  }

  /** An echo request or its answer reached the other end of the mesh. */
  pinged(number: number, isReply: boolean, now: Instant): void {
    this.digest.add(Mark.ping)
    this.digest.add(number * 2 + (isReply ? 1 : 0))
    this.digest.add(now)
    if (isReply) this.pings.answered(number, now)
    else this.pings.arrived(number, now)
  }

  violated(check: string, detail: string, at: Instant): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push({ at, check, detail })
  }

  #addPacket(packet: Packet): void {
    const { source, destination } = packet
    this.digest.add(packet.flight.id)
    this.digest.add(sizeOf(packet))
    this.digest.add(this.#number(source.address) * PORTS + source.port)
    this.digest.add(this.#number(destination.address) * PORTS + destination.port)
  }

  /** Addresses are numbered as they turn up; the text goes into the digest then. */
  #number(address: IpAddress): number {
    const known = this.#addresses.get(address)
    if (known !== undefined) return known
    const number = this.#addresses.size
    this.#addresses.set(address, number)
    this.digest.addText(address)
    return number
  }

  #traceHop({ packet, at, end }: Arrival, now: Instant): void {
    this.#sink?.({
      kind: "hop",
      at: now,
      packet: packet.flight.id,
      station: at.station.name,
      network: at.segment.name,
      direction: end === "segment" ? "up" : "down",
      ...ends(packet),
      bytes: sizeOf(packet),
      message: messageOf(packet),
    })
  }
}

function messageOf({ payload, error }: Packet): string {
  if (error !== undefined) return error.kind
  return payload.length === KEEPALIVE_LENGTH ? "keepalive" : MESSAGES[payload[0] ?? 0] ?? "other"
}

const ends = ({ source, destination }: Packet): { source: string; destination: string } => ({
  source: formatEndpoint(source),
  destination: formatEndpoint(destination),
})
