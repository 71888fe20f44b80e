/**
 * All mappings of a device, by inside and by external endpoint, within what it can remember: remote ends over all, and
 * external ports of each inside address. What is over goes only when it is in the way.
 */
import { type Endpoint, sameEndpoint } from "../../domain/net/endpoint.ts"
import { after, type Duration, duration, earliest, type Instant, instant } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import { shortestOf } from "../flow.ts"
import { ExternalPorts } from "./external_ports.ts"
import type { MappingEntry } from "./mapping_entry.ts"
import type { NatProfile } from "./rfc4787.ts"
import { QuietQueue } from "./quiet_queue.ts"
import { Subscriber } from "./subscriber.ts"

const BEGINNING = instant(0)

/** Who wants to talk to whom. */
export interface Pair {
  readonly inside: Endpoint
  readonly remote: Endpoint
}

export class MappingTable {
  readonly #profile: NatProfile
  readonly #subscribers = new Map<IpAddress, Subscriber>()
  readonly #externals = new ExternalPorts()
  readonly #quiet = new QuietQueue()
  /** No conversation lasts for less, whenever it begins. */
  readonly #shortest: Duration
  #size = 0
  /** Neither what is there nor what will be new. */
  #nothingEndsBefore = BEGINNING

  constructor(profile: NatProfile) {
    this.#profile = profile
    this.#shortest = duration(Math.min(shortestOf(profile.mappingTimers), shortestOf(profile.filterTimers)))
  }

  /** Remote ends that are remembered. */
  get size(): number {
    return this.#size
  }

  find(inside: Endpoint, scope: Endpoint, now: Instant): MappingEntry | undefined {
    const mapping = this.#subscribers.get(inside.address)?.find(inside.port, scope)
    return mapping?.isAlive(now) ? mapping : undefined
  }

  /** To whom a packet from a remote end to an external endpoint belongs. */
  holderFor(external: Endpoint, remote: Endpoint, now: Instant): MappingEntry | undefined {
    return this.#externals.holderFor(external, remote, now)
  }

  /** What the inside port just below has. */
  below(inside: Endpoint, now: Instant): Endpoint | undefined {
    return this.#subscribers.get(inside.address)?.anyAt(inside.port - 1, now)?.external
  }

  /** Whether a mapping of this inside endpoint, for this remote end, may have an external endpoint. */
  isFree(external: Endpoint, pair: Pair, now: Instant): boolean {
    if (this.#profile.ports === "overload") return true
    return this.#externals.holdersOf(external).every((holder) => this.#makesWay(holder, pair, now))
  }

  /** Whether no mapping uses an external endpoint, for whichever remote end. */
  isIdle(external: Endpoint, now: Instant): boolean {
    return this.#externals.holdersOf(external).every((holder) => !holder.isAlive(now) && !this.#isHeld(holder, now))
  }

  /** In place of all that are over and in its way. */
  add(mapping: MappingEntry, now: Instant): void {
    const subscriber = this.#subscribers.get(mapping.inside.address) ?? new Subscriber()
    const previous = subscriber.find(mapping.inside.port, mapping.scope)
    if (previous !== undefined) this.end(previous, now)
    for (const holder of this.#externals.holdersOf(mapping.external)) {
      if (!holder.isAlive(now)) this.#forget(holder, now)
    }
    subscriber.add(mapping)
    this.#subscribers.set(mapping.inside.address, subscriber)
    this.#externals.add(mapping)
  }

  /** A packet to a remote end that the mapping does not know. */
  call(mapping: MappingEntry, remote: Endpoint, now: Instant): void {
    mapping.call(remote, now)
    this.#size++
  }

  /** Now; but its port may be held back. */
  end(mapping: MappingEntry, now: Instant): void {
    this.#size -= mapping.size
    mapping.end(now)
    this.#subscribers.get(mapping.inside.address)?.delete(mapping)
    if (!this.#isHeld(mapping, now)) this.#externals.delete(mapping)
  }

  /** Whether one more mapping of this inside address may be. */
  hasRoomFor(address: IpAddress, now: Instant): boolean {
    const { subscriberLimit } = this.#profile
    const subscriber = this.#subscribers.get(address)
    if (subscriberLimit === undefined || subscriber === undefined || subscriber.size < subscriberLimit) return true
    for (const mapping of subscriber.dead(now)) this.end(mapping, now)
    return subscriber.size < subscriberLimit
  }

  /** Whether one more remote end fits, or does once the quietest is forgotten. */
  makeRoom(now: Instant): boolean {
    if (this.#size < this.#profile.capacity) return true
    if (now >= this.#nothingEndsBefore) this.#sweep(now)
    if (this.#size >= this.#profile.capacity && this.#profile.overflow === "drop-oldest") this.#forgetQuietest(now)
    return this.#size < this.#profile.capacity
  }

  clear(): void {
    this.#subscribers.clear()
    this.#externals.clear()
    this.#quiet.clear()
    this.#size = 0
    this.#nothingEndsBefore = BEGINNING
  }

  /** A port that is shared goes to pairs that its holder is none of, one that was given up to its last holder or all. */
  #makesWay(holder: MappingEntry, { inside, remote }: Pair, now: Instant): boolean {
    if (holder.isAlive(now)) return this.#profile.overlapping && !holder.knows(remote)
    return sameEndpoint(holder.inside, inside) || !this.#isHeld(holder, now)
  }

  #isHeld(mapping: MappingEntry, now: Instant): boolean {
    return now < after(mapping.endsAt, this.#profile.hold)
  }

  /** Removes all that is over. */
  #sweep(now: Instant): void {
    let nothingEndsBefore = after(now, this.#shortest)
    for (const mapping of this.#externals.all()) {
      if (!mapping.isAlive(now)) {
        this.end(mapping, now)
        continue
      }
      this.#size -= mapping.size
      nothingEndsBefore = earliest(nothingEndsBefore, mapping.forgetDead(now))
      this.#size += mapping.size
    }
    this.#nothingEndsBefore = nothingEndsBefore
  }

  #forgetQuietest(now: Instant): void {
    const { mapping, remote } = this.#quiet.take(() => this.#externals.all().flatMap((one) => one.conversations()))
    mapping.forget(remote)
    this.#size--
    if (mapping.size === 0) this.end(mapping, now)
  }

  /** Whether or not its port is held back. */
  #forget(mapping: MappingEntry, now: Instant): void {
    this.end(mapping, now)
    this.#externals.delete(mapping)
  }
}
