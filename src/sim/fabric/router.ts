/**
 * A router between an inner segment and an outer one: a station that hands every packet to its middlebox, and tells
 * senders what that refuses to their face. Routers nest, because the outer segment may be the inner one of another.
 */
import type { Instant } from "../../domain/net/instant.ts"
import { familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import type { Middlebox, Refused } from "../middlebox/middlebox.ts"
import { errorAbout, type Packet } from "../packet.ts"
import { renumbered } from "../renumbered.ts"
import type { Attachment, Station } from "./attachment.ts"
import type { Fabric } from "./fabric.ts"

export interface RouterOptions {
  readonly name: string
  readonly fabric: Fabric
  readonly box: Middlebox
}

export class Router implements Station {
  readonly name: string
  readonly box: Middlebox
  /** While false the router is off, and everything that reaches it is lost. */
  isOn = true
  readonly #fabric: Fabric
  #inner: Attachment | undefined
  #outer: Attachment | undefined
  #addresses: readonly IpAddress[] = []

  constructor({ name, fabric, box }: RouterOptions) {
    this.name = name
    this.box = box
    this.#fabric = fabric
  }

  plugIn(inner: Attachment, outer: Attachment, addresses: readonly IpAddress[]): void {
    this.#inner = inner
    this.#outer = outer
    this.#addresses = addresses
  }

  get inner(): Attachment | undefined {
    return this.#inner
  }

  get outer(): Attachment | undefined {
    return this.#outer
  }

  /** On the network outside. */
  get addresses(): readonly IpAddress[] {
    return this.#addresses
  }

  receive(packet: Packet, at: Attachment, now: Instant): void {
    if (!this.isOn) return this.#fabric.drop(packet, "link-down", this.name, now)
    const passage = at === this.#inner ? this.box.fromInside(packet, now) : this.box.fromOutside(packet, now)
    if ("reason" in passage) return this.#refuse(packet, passage, at, now)
    const way = passage.to === "inside" ? this.#inner : this.#outer
    if (way !== undefined) this.#fabric.send(passage.packet, way, now)
  }

  /** Everything that is remembered about conversations is gone; another IPv4 address may stand in for its first one. */
  reboot(external: IpAddress | undefined): void {
    this.box.reboot(external)
    if (external !== undefined) this.#addresses = renumbered(this.#addresses, external)
  }

  /** An error goes back the way that the packet came. */
  #refuse(packet: Packet, { reason, answer, as }: Refused, at: Attachment, now: Instant): void {
    this.#fabric.drop(packet, reason, this.name, now)
    const own = as ?? this.#addresses.find((one) => familyOf(one) === familyOf(packet.source.address))
    if (answer === undefined || own === undefined) return
    const error = errorAbout(packet, answer, own)
    if (error !== undefined) this.#fabric.send(error, at, now)
  }
}
