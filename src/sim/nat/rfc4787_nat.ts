/** A device by the axes of RFC 4787: the textbook's NAT, and a fair picture of most that are not Linux. */
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import { EndpointMap } from "../endpoint_map.ts"
import { type Packet, withDestination, withSource } from "../packet.ts"
import type { Rng } from "../rng.ts"
import { MappingEntry } from "./mapping_entry.ts"
import type { Nat, NatDrop } from "./nat.ts"
import { PortPool } from "./port_pool.ts"
import type { Filtering, Mapping, NatProfile } from "./rfc4787.ts"

/** The key under which a mapping that looks at no remote end, or at the address alone, keeps its ports. */
const ANY_PORT = 0

export class Rfc4787Nat implements Nat {
  external: IpAddress
  readonly #profile: NatProfile
  readonly #pool: PortPool
  /** By inside endpoint, then by as much of the remote end as the mapping depends on. */
  readonly #byInside = new EndpointMap<EndpointMap<MappingEntry>>()
  readonly #byPort = new Map<number, MappingEntry>()
  #size = 0

  constructor(profile: NatProfile, external: IpAddress, rng: Rng) {
    this.#profile = profile
    this.external = external
    this.#pool = new PortPool(profile.ports, profile.portRange, rng)
  }

  get mapping(): Mapping {
    return this.#profile.mapping
  }

  get filtering(): Filtering {
    return this.#profile.filtering
  }

  get size(): number {
    return this.#size
  }

  get capacity(): number {
    return this.#profile.capacity
  }

  readonly egress = (packet: Packet, now: Instant): Packet | NatDrop => {
    const { source: inside, destination: remote } = packet
    const known = this.#find(inside, remote, now)
    const isNewRemote = !known?.knows(remote)
    if (isNewRemote && !this.#hasRoom(now)) return "nat-table-full"
    const mapping = known ?? this.#open(inside, remote, now)
    if (mapping === undefined) return "nat-no-port"
    if (isNewRemote) this.#size++
    mapping.sentTo(remote, now)
    return withSource(packet, mapping.external)
  }

  readonly ingress = (packet: Packet, now: Instant): Packet | NatDrop => {
    const mapping = this.#byPort.get(packet.destination.port)
    if (mapping === undefined || !mapping.isAlive(now)) return "nat-no-mapping"
    if (!mapping.admits(packet.source, now)) return "nat-filtered"
    mapping.heardFrom(packet.source, now)
    return withDestination(packet, mapping.inside)
  }

  readonly hairpin = (packet: Packet, now: Instant): Packet | NatDrop => {
    if (this.#profile.hairpinning === "none") return "nat-no-hairpin"
    const outbound = this.egress(packet, now)
    if (typeof outbound === "string") return outbound
    const inbound = this.ingress(outbound, now)
    if (typeof inbound === "string") return inbound
    return this.#profile.hairpinning === "external-source" ? inbound : withSource(inbound, packet.source)
  }

  readonly reboot = (external: IpAddress): void => {
    this.external = external
    this.#byInside.clear()
    this.#byPort.clear()
    this.#size = 0
  }

  #find(inside: Endpoint, remote: Endpoint, now: Instant): MappingEntry | undefined {
    const mapping = this.#byInside.get(inside)?.get(this.#scopeOf(inside, remote))
    return mapping?.isAlive(now) ? mapping : undefined
  }

  /** A new mapping, on a port that nobody alive has; undefined if all are taken. */
  #open(inside: Endpoint, remote: Endpoint, now: Instant): MappingEntry | undefined {
    const scope = this.#scopeOf(inside, remote)
    const expired = this.#byInside.get(inside)?.get(scope)
    if (expired !== undefined) this.#forget(expired)
    const port = this.#pool.draw(inside.port, (candidate) => !this.#byPort.get(candidate)?.isAlive(now))
    if (port === undefined) return undefined
    const squatter = this.#byPort.get(port)
    if (squatter !== undefined) this.#forget(squatter)
    const mapping = new MappingEntry(this.#profile, inside, endpointOf(this.external, port), now)
    const mappings = this.#byInside.get(inside) ?? new EndpointMap()
    mappings.set(scope, mapping)
    this.#byInside.set(inside, mappings)
    this.#byPort.set(port, mapping)
    return mapping
  }

  /** As much of the remote end as the mapping depends on; of the inside end where it depends on none. */
  #scopeOf(inside: Endpoint, remote: Endpoint): Endpoint {
    switch (this.#profile.mapping) {
      case "endpoint-independent":
        return endpointOf(inside.address, ANY_PORT)
      case "address-dependent":
        return endpointOf(remote.address, ANY_PORT)
      case "address-and-port-dependent":
        return remote
    }
  }

  #forget(mapping: MappingEntry): void {
    this.#size -= mapping.size
    if (this.#byPort.get(mapping.external.port) === mapping) this.#byPort.delete(mapping.external.port)
    const mappings = this.#byInside.get(mapping.inside)
    mappings?.retain((one) => one !== mapping)
    if (mappings?.size === 0) this.#byInside.delete(mapping.inside)
  }

  /** Whether one more remote end fits; dead ones go only when they are in the way. */
  #hasRoom(now: Instant): boolean {
    if (this.#size < this.#profile.capacity) return true
    for (const mapping of [...this.#byPort.values()]) {
      if (!mapping.isAlive(now)) this.#forget(mapping)
      else mapping.forgetDead(now)
    }
    this.#size = 0
    for (const mapping of this.#byPort.values()) this.#size += mapping.size
    return this.#size < this.#profile.capacity
  }
}
