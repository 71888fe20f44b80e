/**
 * A router as textbooks have it: IPv4 goes through a NAT by the axes of RFC 4787 if there is one, everything else as it
 * is, past a firewall. What the NAT lets in the firewall lets in; so a firewall decides only on what is not translated,
 * and on UDP as a whole.
 */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { type Family, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import { Firewall, type FirewallDrop, type FirewallProfile } from "../firewall.ts"
import type { Nat, NatDrop } from "../nat/nat.ts"
import type { Packet } from "../packet.ts"
import { type Aspect, type Middlebox, type Passage, passed, refused, type Table } from "./middlebox.ts"

export class TextbookBox implements Middlebox {
  readonly #nat: Nat | undefined
  #firewall: Firewall | undefined

  constructor(nat: Nat | undefined, firewall: FirewallProfile | undefined) {
    this.#nat = nat
    this.#firewall = firewall && new Firewall(firewall)
  }

  get firewall(): FirewallProfile | undefined {
    return this.#firewall?.profile
  }

  readonly fromInside = (packet: Packet, now: Instant): Passage => {
    if (packet.ttl <= 1) return refused("ttl-expired", "time-exceeded")
    const aged = { ...packet, ttl: packet.ttl - 1 }
    const nat = this.#translating(packet.source.address)
    const drop = this.#outbound(aged, nat !== undefined, now)
    if (drop !== undefined) return refused(drop)
    if (nat === undefined) return passed("outside", aged)
    if (nat.owns(packet.destination.address)) return passage("inside", nat.hairpin(aged, now), nat)
    return passage("outside", nat.egress(aged, now), nat)
  }

  readonly fromOutside = (packet: Packet, now: Instant): Passage => {
    if (packet.ttl <= 1) return refused("ttl-expired", "time-exceeded")
    const aged = { ...packet, ttl: packet.ttl - 1 }
    const nat = this.#translating(packet.destination.address)
    const drop = this.#inbound(aged, nat !== undefined, now)
    if (drop !== undefined) return refused(drop)
    return nat === undefined ? passed("inside", aged) : passage("inside", nat.ingress(aged, now), nat)
  }

  readonly apparent = (inside: IpAddress): IpAddress => this.#translating(inside)?.apparent(inside) ?? inside

  readonly aspect = (family: Family, { port }: Endpoint): Aspect => {
    const nat = family === "v4" ? this.#nat : undefined
    if (nat !== undefined) return { isTranslated: true, mapping: nat.mapping, filtering: nat.filtering }
    return { isTranslated: false, mapping: "endpoint-independent", filtering: this.#filtering(port) }
  }

  readonly tables = (): readonly Table[] => [this.#nat, this.#firewall].filter((one) => one !== undefined)

  readonly setFirewall = (profile: FirewallProfile): void => {
    if (this.#firewall === undefined) this.#firewall = new Firewall(profile)
    else this.#firewall.setProfile(profile)
  }

  readonly collect = (now: Instant): void => this.#firewall?.collect(now)

  readonly reboot = (external: IpAddress | undefined): void => {
    this.#nat?.reboot(external)
    this.#firewall?.reset()
  }

  #translating(address: IpAddress): Nat | undefined {
    return familyOf(address) === "v4" ? this.#nat : undefined
  }

  #filtering(port: number): Aspect["filtering"] {
    const { firewall } = this
    if (firewall === undefined || firewall.inbound === "accept") return "open"
    return firewall.openPorts.includes(port) ? "open" : "address-and-port-dependent"
  }

  #outbound({ source, destination, error }: Packet, isTranslated: boolean, now: Instant): FirewallDrop | undefined {
    if (error !== undefined) return undefined
    if (isTranslated) return this.#blocksUdp()
    return this.#firewall?.outbound({ local: source, remote: destination }, now)
  }

  #inbound({ source, destination, error }: Packet, isTranslated: boolean, now: Instant): FirewallDrop | undefined {
    if (error !== undefined) return isTranslated ? undefined : this.#firewall?.inboundError(error, now)
    if (isTranslated) return this.#blocksUdp()
    return this.#firewall?.inbound({ local: destination, remote: source }, now)
  }

  #blocksUdp(): FirewallDrop | undefined {
    return this.firewall?.udp === "blocked" ? "firewall-udp-blocked" : undefined
  }
}

function passage(to: "inside" | "outside", result: Packet | NatDrop, nat: Nat): Passage {
  if (typeof result !== "string") return passed(to, result)
  const isUnsolicited = result === "nat-no-mapping" || result === "nat-filtered"
  return refused(result, isUnsolicited && nat.unsolicited === "reject" ? "port-unreachable" : undefined)
}
