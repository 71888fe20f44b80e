/**
 * A router between an inner segment and an outer one: IPv4 through its NAT if it has one, everything else as it is,
 * both past its firewall. Routers nest, because the outer segment may be the inner one of another.
 *
 * What the NAT lets in the firewall lets in, as Linux does with translated packets; so a firewall only decides on what
 * is not translated, and on UDP as a whole.
 */
import type { Instant } from "../../domain/net/instant.ts"
import { familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import type { Firewall } from "../firewall.ts"
import type { Nat } from "../nat/nat.ts"
import type { Packet } from "../packet.ts"
import type { Attachment, Station } from "./attachment.ts"
import type { NetworkDrop } from "./drop.ts"
import type { Fabric } from "./fabric.ts"

export interface RouterOptions {
  readonly name: string
  readonly fabric: Fabric
  readonly nat: Nat | undefined
  readonly firewall: Firewall | undefined
}

export class Router implements Station {
  readonly name: string
  readonly nat: Nat | undefined
  firewall: Firewall | undefined
  /** While false the router is off, and everything that reaches it is lost. */
  isOn = true
  readonly #fabric: Fabric
  #inner: Attachment | undefined
  #outer: Attachment | undefined

  constructor({ name, fabric, nat, firewall }: RouterOptions) {
    this.name = name
    this.nat = nat
    this.firewall = firewall
    this.#fabric = fabric
  }

  plugIn(inner: Attachment, outer: Attachment): void {
    this.#inner = inner
    this.#outer = outer
  }

  get outer(): Attachment | undefined {
    return this.#outer
  }

  receive(packet: Packet, at: Attachment, now: Instant): void {
    if (!this.isOn) return this.#fabric.drop(packet, "link-down", this.name, now)
    if (packet.ttl <= 1) return this.#fabric.drop(packet, "ttl-expired", this.name, now)
    const aged = { ...packet, ttl: packet.ttl - 1 }
    if (at === this.#inner) this.#outward(aged, now)
    else this.#inward(aged, now)
  }

  /** Everything that is remembered about conversations is gone. */
  reboot(external: IpAddress | undefined): void {
    if (this.nat !== undefined) this.nat.reboot(external ?? this.nat.external)
    this.firewall?.reset()
  }

  #outward(packet: Packet, now: Instant): void {
    const { nat } = this
    const isTranslated = nat !== undefined && familyOf(packet.source.address) === "v4"
    const refused = this.#firewallOutbound(packet, isTranslated, now)
    if (refused !== undefined) return this.#fabric.drop(packet, refused, this.name, now)
    if (isTranslated && packet.destination.address === nat.external) {
      return this.#forward(nat.hairpin(packet, now), packet, this.#inner, now)
    }
    this.#forward(isTranslated ? nat.egress(packet, now) : packet, packet, this.#outer, now)
  }

  #inward(packet: Packet, now: Instant): void {
    const { nat } = this
    const isTranslated = nat !== undefined && familyOf(packet.destination.address) === "v4"
    const refused = this.#firewallInbound(packet, isTranslated, now)
    if (refused !== undefined) return this.#fabric.drop(packet, refused, this.name, now)
    this.#forward(isTranslated ? nat.ingress(packet, now) : packet, packet, this.#inner, now)
  }

  #firewallOutbound(packet: Packet, isTranslated: boolean, now: Instant): NetworkDrop | undefined {
    if (isTranslated) return this.#blocksUdp()
    return this.firewall?.outbound({ local: packet.source, remote: packet.destination }, now)
  }

  #firewallInbound(packet: Packet, isTranslated: boolean, now: Instant): NetworkDrop | undefined {
    if (isTranslated) return this.#blocksUdp()
    return this.firewall?.inbound({ local: packet.destination, remote: packet.source }, now)
  }

  #blocksUdp(): NetworkDrop | undefined {
    return this.firewall?.profile.udp === "blocked" ? "firewall-udp-blocked" : undefined
  }

  #forward(result: Packet | NetworkDrop, original: Packet, to: Attachment | undefined, now: Instant): void {
    if (typeof result === "string") this.#fabric.drop(original, result, this.name, now)
    else if (to !== undefined) this.#fabric.send(result, to, now)
  }
}
