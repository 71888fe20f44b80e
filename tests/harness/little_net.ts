/** A small network to test the fabric with: a core, LANs behind routers, hosts that collect what reaches them. */
import { type Endpoint, formatEndpoint } from "../../src/domain/net/endpoint.ts"
import { type Instant, instant } from "../../src/domain/net/instant.ts"
import { ipAddress } from "../../src/domain/net/ip_address.ts"
import type { Attachment, Network, Station } from "../../src/sim/fabric/attachment.ts"
import { type Arrival, Fabric } from "../../src/sim/fabric/fabric.ts"
import { Router } from "../../src/sim/fabric/router.ts"
import { Segment } from "../../src/sim/fabric/segment.ts"
import { Link, type LinkProfile } from "../../src/sim/link.ts"
import type { Packet } from "../../src/sim/packet.ts"
import type { FirewallProfile } from "../../src/sim/firewall.ts"
import type { Middlebox } from "../../src/sim/middlebox/middlebox.ts"
import type { Nat } from "../../src/sim/nat/nat.ts"
import { TextbookBox } from "../../src/sim/middlebox/textbook_box.ts"
import { EventQueue } from "../../src/sim/queue.ts"
import { Rng } from "../../src/sim/rng.ts"
import { packet } from "./packets.ts"
import { WIRE } from "./wire.ts"

interface Routing {
  readonly name: string
  /** If left out: by the textbook, of the two others. */
  readonly box?: Middlebox
  readonly nat?: Nat
  readonly firewall?: FirewallProfile
}

export class LittleNet {
  readonly core = new Segment<Attachment>("internet")
  readonly drops: string[] = []
  /** `host: source > destination` and when, in milliseconds. */
  readonly received: string[] = []
  readonly inboxes: { at: Instant; packet: Packet; host: string }[] = []
  hops = 0
  now = instant(0)
  readonly #queue = new EventQueue<Arrival>()
  readonly fabric = new Fabric({
    schedule: (at, arrival) => this.#queue.push(at, arrival),
    hop: () => void this.hops++,
    dropped: (_packet, reason, where) => void this.drops.push(`${reason} at ${where}`),
  })
  #made = 0

  host(name: string, segment: Network, address: string, profile: Partial<LinkProfile> = {}): Attachment {
    const station: Station = {
      name,
      receive: (one, _at, now) => {
        this.inboxes.push({ at: now, packet: one, host: name })
        this.received.push(
          `${name}: ${formatEndpoint(one.source)} > ${formatEndpoint(one.destination)} ${now / 1000}ms`,
        )
      },
    }
    const attachment = this.#attach(station, segment, { ...WIRE, ...profile })
    segment.assign(ipAddress(address), attachment)
    return attachment
  }

  router({ name, nat, firewall, box }: Routing, outer: Network, address: string) {
    const router = new Router({ name, fabric: this.fabric, box: box ?? new TextbookBox(nat, firewall) })
    const inner = new Segment<Attachment>(name)
    const outerAttachment = this.#attach(router, outer, WIRE)
    const innerAttachment = this.#attach(router, inner, undefined)
    outer.assign(ipAddress(address), outerAttachment)
    inner.gateway = innerAttachment
    router.plugIn(innerAttachment, outerAttachment, [ipAddress(address)])
    return { router, inner, outer: outerAttachment }
  }

  send(from: Attachment, source: string, destination: string, change: Partial<Packet> = {}): void {
    this.fabric.send({ ...packet(source, destination), ...change }, from, this.now)
  }

  /** Runs until nothing is in flight. */
  settle(): void {
    for (let next = this.#queue.nextAt, one = this.#queue.pop(); one !== undefined; one = this.#queue.pop()) {
      this.now = next
      this.fabric.arrive(one, this.now)
      next = this.#queue.nextAt
    }
  }

  lastSource(): Endpoint | undefined {
    return this.inboxes.at(-1)?.packet.source
  }

  #attach(station: Station, segment: Network, profile: LinkProfile | undefined): Attachment {
    const rng = Rng.seeded(this.#made)
    const links = profile && { up: new Link(profile, rng.split("up")), down: new Link(profile, rng.split("down")) }
    return { station, segment, links, index: this.#made++, isUp: true }
  }
}
