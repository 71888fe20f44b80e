/** A device by the axes of RFC 4787: the textbook's NAT, and a fair picture of most that are not Linux. */
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { type IpAddress, ipAddress } from "../../domain/net/ip_address.ts"
import { type IcmpError, type Packet, withDestination, withSource } from "../packet.ts"
import { AddressPool } from "./address_pool.ts"
import { MappingEntry } from "./mapping_entry.ts"
import { MappingTable } from "./mapping_table.ts"
import type { Nat, NatDrop } from "./nat.ts"
import type { Chance } from "./random_ports.ts"
import type { Filtering, Mapping, NatProfile, Unsolicited } from "./rfc4787.ts"

/** The scope of a mapping that looks at no remote end; of one that looks at the address alone, the port. */
const ANYBODY = endpointOf(ipAddress("0.0.0.0"), 0)
const ANY_PORT = 0

export class Rfc4787Nat implements Nat {
  readonly #profile: NatProfile
  readonly #pool: AddressPool
  readonly #table: MappingTable

  constructor(profile: NatProfile, external: readonly IpAddress[], chance: Chance) {
    this.#profile = profile
    this.#pool = new AddressPool(profile, external, chance)
    this.#table = new MappingTable(profile)
  }

  get mapping(): Mapping {
    return this.#profile.mapping
  }

  get filtering(): Filtering {
    return this.#profile.filtering
  }

  get unsolicited(): Unsolicited {
    return this.#profile.unsolicited
  }

  get size(): number {
    return this.#table.size
  }

  get capacity(): number {
    return this.#profile.capacity
  }

  readonly owns = (address: IpAddress): boolean => this.#pool.owns(address)

  readonly apparent = (inside: IpAddress): IpAddress => this.#pool.addressFor(inside)

  readonly egress = (packet: Packet, now: Instant): Packet | NatDrop => {
    if (packet.error !== undefined) return this.#egressError(packet, packet.error, now)
    const { source: inside, destination: remote } = packet
    const known = this.#table.find(inside, this.#scopeOf(remote), now)
    if (known?.callAgain(remote, now)) return asSeenOutside(packet, known)
    const mapping = this.#call(inside, remote, now)
    return typeof mapping === "string" ? mapping : asSeenOutside(packet, mapping)
  }

  readonly ingress = (packet: Packet, now: Instant): Packet | NatDrop => {
    if (packet.error !== undefined) return this.#ingressError(packet, packet.error, now)
    const mapping = this.#table.holderFor(packet.destination, packet.source, now)
    if (mapping === undefined) return "nat-no-mapping"
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

  readonly reboot = (external: IpAddress | undefined): void => {
    this.#pool.reset(external)
    this.#table.clear()
  }

  /** About something that came in. */
  #egressError(packet: Packet, error: IcmpError, now: Instant): Packet | NatDrop {
    const mapping = this.#table.find(error.destination, this.#scopeOf(error.source), now)
    if (mapping === undefined) return "nat-no-mapping"
    const source = endpointOf(mapping.external.address, 0)
    return { ...packet, source, error: { ...error, destination: mapping.external } }
  }

  /** About something that went out (RFC 5508); it keeps nothing alive. */
  #ingressError(packet: Packet, error: IcmpError, now: Instant): Packet | NatDrop {
    const mapping = this.#table.holderFor(error.source, error.destination, now)
    if (mapping === undefined) return "nat-no-mapping"
    if (!mapping.admits(error.destination, now)) return "nat-filtered"
    if (this.#profile.icmpError === "kill") this.#table.end(mapping, now)
    return {
      ...packet,
      destination: endpointOf(mapping.inside.address, 0),
      error: { ...error, source: mapping.inside },
    }
  }

  /** The first packet to a remote end, on a mapping that is there or a new one. */
  #call(inside: Endpoint, remote: Endpoint, now: Instant): MappingEntry | NatDrop {
    if (!this.#table.makeRoom(now)) return "nat-table-full"
    const mapping = this.#table.find(inside, this.#scopeOf(remote), now) ?? this.#open(inside, remote, now)
    if (typeof mapping !== "string") this.#table.call(mapping, remote, now)
    return mapping
  }

  #open(inside: Endpoint, remote: Endpoint, now: Instant): MappingEntry | NatDrop {
    if (!this.#table.hasRoomFor(inside.address, now)) return "nat-table-full"
    const external = this.#pool.draw({
      inside,
      below: this.#profile.contiguity ? this.#table.below(inside, now) : undefined,
      isFree: (candidate) => this.#table.isFree(candidate, { inside, remote }, now),
      isIdle: (candidate) => this.#table.isIdle(candidate, now),
    })
    if (external === undefined) return "nat-no-port"
    const mapping = new MappingEntry(this.#profile, { inside, scope: this.#scopeOf(remote), external }, now)
    this.#table.add(mapping, now)
    return mapping
  }

  /** As much of the remote end as the mapping depends on. */
  #scopeOf(remote: Endpoint): Endpoint {
    switch (this.#profile.mapping) {
      case "endpoint-independent":
        return ANYBODY
      case "address-dependent":
        return endpointOf(remote.address, ANY_PORT)
      case "address-and-port-dependent":
        return remote
    }
  }
}

function asSeenOutside(packet: Packet, { external, rewriter }: MappingEntry): Packet {
  if (rewriter === undefined) return withSource(packet, external)
  return { ...packet, source: external, payload: rewriter.rewrite(packet.payload) }
}
