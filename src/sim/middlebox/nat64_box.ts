/**
 * Stateful NAT64 (RFC 6146) around any other device: IPv6 for an address in its prefix leaves as IPv4, through a NAT
 * whose inside endpoints are IPv6, and what comes in as IPv4 looks inside as if it came from the prefix. All else goes
 * the other device's way. A packet's headers are translated (RFC 7915), and so are the headers that an error quotes.
 */
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { type Family, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import type { FirewallProfile } from "../firewall.ts"
import type { Nat, NatDrop } from "../nat/nat.ts"
import type { Packet } from "../packet.ts"
import type { Ipv4Embedding } from "./ipv4_embedding.ts"
import { type Aspect, type Middlebox, type Passage, passed, type Refused, refused, type Table } from "./middlebox.ts"

export class Nat64Box implements Middlebox {
  readonly #nat: Nat
  readonly #embedding: Ipv4Embedding
  readonly #rest: Middlebox

  constructor(nat: Nat, embedding: Ipv4Embedding, rest: Middlebox) {
    this.#nat = nat
    this.#embedding = embedding
    this.#rest = rest
  }

  get firewall(): FirewallProfile | undefined {
    return this.#rest.firewall
  }

  readonly fromInside = (packet: Packet, now: Instant): Passage => {
    const remote = this.#embedding.extract(packet.destination.address)
    if (remote === undefined) return this.#rest.fromInside(packet, now)
    const refusal = this.#refusal(packet)
    if (refusal !== undefined) return refusal
    const translated = this.#embedding.allows(remote) ? this.#inIpv4(packet, remote) : undefined
    if (translated === undefined) return refused("nat-untranslatable")
    if (!this.#nat.owns(remote)) return passage("outside", this.#nat.egress(translated, now))
    return this.#intoInside(this.#nat.hairpin(translated, now))
  }

  readonly fromOutside = (packet: Packet, now: Instant): Passage => {
    if (familyOf(packet.destination.address) === "v6") return this.#rest.fromOutside(packet, now)
    const refusal = this.#refusal(packet)
    if (refusal !== undefined) return refusal
    if (!this.#nat.owns(packet.destination.address)) return refused("nat-no-mapping")
    return this.#intoInside(this.#nat.ingress(aged(packet), now))
  }

  readonly apparent = (inside: IpAddress, towards: Family = "v4"): IpAddress | undefined =>
    familyOf(inside) === "v6" && towards === "v4" ? this.#nat.apparent(inside) : this.#rest.apparent(inside, towards)

  readonly aspect = (family: Family, inside: Endpoint): Aspect => {
    if (family === "v6") return this.#rest.aspect(family, inside)
    const { mapping, filtering } = this.#nat
    return { isTranslated: true, mapping, filtering }
  }

  readonly tables = (): readonly Table[] => [this.#nat, ...this.#rest.tables()]

  readonly setFirewall = (profile: FirewallProfile): void => this.#rest.setFirewall(profile)

  readonly collect = (now: Instant): void => this.#rest.collect(now)

  readonly reboot = (external: IpAddress | undefined): void => {
    this.#nat.reboot(external)
    this.#rest.reboot(undefined)
  }

  /** What the NAT lets in the firewall lets in, but for UDP as a whole. */
  #refusal({ ttl, error }: Packet): Refused | undefined {
    if (ttl <= 1) return refused("ttl-expired", "time-exceeded")
    const isBlocked = error === undefined && this.firewall?.udp === "blocked"
    return isBlocked ? refused("firewall-udp-blocked") : undefined
  }

  /** Its source is the NAT's matter. undefined if it quotes what cannot have come in here. */
  #inIpv4(packet: Packet, remote: IpAddress): Packet | undefined {
    const { destination, error } = packet
    const translated = { ...aged(packet), destination: endpointOf(remote, destination.port) }
    if (error === undefined) return translated
    const quoted = this.#embedding.extract(error.source.address)
    if (quoted === undefined) return undefined
    return { ...translated, error: { ...error, source: endpointOf(quoted, error.source.port) } }
  }

  #intoInside(result: Packet | NatDrop): Passage {
    if (typeof result === "string") return refused(result)
    const { source, error } = result
    const isQuoting = error !== undefined
    return passed("inside", {
      ...result,
      source: this.#embedded(source),
      error: isQuoting ? { ...error, destination: this.#embedded(error.destination) } : undefined,
    })
  }

  #embedded(endpoint: Endpoint): Endpoint {
    if (familyOf(endpoint.address) === "v6") return endpoint
    return endpointOf(this.#embedding.embed(endpoint.address), endpoint.port)
  }
}

const aged = (packet: Packet): Packet => ({ ...packet, ttl: packet.ttl - 1 })

const passage = (to: "inside" | "outside", result: Packet | NatDrop): Passage =>
  typeof result === "string" ? refused(result) : passed(to, result)
