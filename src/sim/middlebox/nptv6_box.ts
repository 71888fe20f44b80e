/**
 * Network prefix translation (RFC 6296) around any other device, which sees the addresses of the inside alone: what
 * leaves is translated last, and what comes in first. It keeps ports, remembers nothing, and shuts nobody out; that is up
 * to the other device's firewall (RFC 6092). Inside hosts reach each other by their outside addresses, too.
 */
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import type { Family, IpAddress } from "../../domain/net/ip_address.ts"
import { prefixContains } from "../../domain/net/prefix.ts"
import type { FirewallProfile } from "../firewall.ts"
import type { Packet } from "../packet.ts"
import { type Aspect, type Middlebox, type Passage, passed, refused, type Table } from "./middlebox.ts"
import type { Nptv6 } from "./nptv6.ts"

export class Nptv6Box implements Middlebox {
  readonly #nptv6: Nptv6
  readonly #rest: Middlebox

  constructor(nptv6: Nptv6, rest: Middlebox) {
    this.#nptv6 = nptv6
    this.#rest = rest
  }

  get firewall(): FirewallProfile | undefined {
    return this.#rest.firewall
  }

  readonly fromInside = (packet: Packet, now: Instant): Passage => {
    const passage = this.#rest.fromInside(packet, now)
    if ("reason" in passage) return passage
    const left = passage.to === "outside" ? this.#leaving(passage.packet) : passage.packet
    if (left === undefined) return refused("nat-untranslatable")
    if (!prefixContains(this.#nptv6.outside, left.destination.address)) return passed(passage.to, left)
    const returned = this.#entering(left)
    return returned === undefined ? refused("nat-untranslatable") : passed("inside", returned)
  }

  readonly fromOutside = (packet: Packet, now: Instant): Passage => {
    const entered = this.#entering(packet)
    return entered === undefined ? refused("nat-untranslatable") : this.#rest.fromOutside(entered, now)
  }

  readonly apparent = (inside: IpAddress, towards?: Family): IpAddress | undefined =>
    prefixContains(this.#nptv6.inside, inside) ? this.#nptv6.toOutside(inside) : this.#rest.apparent(inside, towards)

  readonly aspect = (family: Family, inside: Endpoint): Aspect => {
    const aspect = this.#rest.aspect(family, inside)
    return prefixContains(this.#nptv6.inside, inside.address) ? { ...aspect, isTranslated: true } : aspect
  }

  readonly tables = (): readonly Table[] => this.#rest.tables()

  readonly setFirewall = (profile: FirewallProfile): void => this.#rest.setFirewall(profile)

  readonly collect = (now: Instant): void => this.#rest.collect(now)

  readonly reboot = (external: IpAddress | undefined): void => this.#rest.reboot(external)

  /** undefined if its sender has no address outside. An error quotes a packet that had come in. */
  #leaving(packet: Packet): Packet | undefined {
    const { error } = packet
    const source = this.#outside(packet.source)
    if (source === undefined || error === undefined) return source && { ...packet, source }
    const quoted = this.#outside(error.destination)
    return quoted && { ...packet, source, error: { ...error, destination: quoted } }
  }

  /** undefined if nobody inside has that address. An error quotes a packet that had left. */
  #entering(packet: Packet): Packet | undefined {
    const { error } = packet
    const destination = this.#inside(packet.destination)
    if (destination === undefined || error === undefined) return destination && { ...packet, destination }
    const quoted = this.#inside(error.source)
    return quoted && { ...packet, destination, error: { ...error, source: quoted } }
  }

  /** What is not of the prefix stays as it is; what is and has no counterpart is undefined. */
  #outside({ address, port }: Endpoint): Endpoint | undefined {
    const { inside } = this.#nptv6
    const seen = prefixContains(inside, address) ? this.#nptv6.toOutside(address) : address
    return seen && endpointOf(seen, port)
  }

  #inside({ address, port }: Endpoint): Endpoint | undefined {
    const { outside } = this.#nptv6
    const seen = prefixContains(outside, address) ? this.#nptv6.toInside(address) : address
    return seen && endpointOf(seen, port)
  }
}
