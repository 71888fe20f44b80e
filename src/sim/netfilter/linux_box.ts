/**
 * A Linux router, as what it is: one conntrack table for both families, past which packets go in the kernel's order.
 * Prerouting finds or opens the connection and redirects; then it is decided whether the packet is for the router or for
 * the other side; a filter may drop it; postrouting chooses a source; and only then the table has it. Everything strange
 * that such routers do follows from this order. Source: spec/nat.md 1.3, measured on Linux 6.18.
 */
import { type Endpoint, endpointOf, sameEndpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { type Family, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import { type Prefix, prefixContains } from "../../domain/net/prefix.ts"
import type { FirewallProfile } from "../firewall.ts"
import {
  type Aspect,
  type Middlebox,
  type Passage,
  passed,
  type Refused,
  refused,
  type Table,
} from "../middlebox/middlebox.ts"
import type { IcmpError, Packet } from "../packet.ts"
import type { Connection } from "./connection.ts"
import { Conntrack, type Tracked } from "./conntrack.ts"
import type { LinuxProfile } from "./linux_profile.ts"
import type { PortChooser } from "./port_choice.ts"
import { SourceChoice, type SourceRange } from "./source_choice.ts"
import { inverted, type Tuple } from "./tuple.ts"

type Side = "inside" | "outside"

export interface LinuxPlace {
  /** Its own addresses on the network outside. */
  readonly outside: readonly IpAddress[]
  readonly inside: readonly Prefix[]
}

export class LinuxBox implements Middlebox {
  #profile: LinuxProfile
  readonly #inside: readonly Prefix[]
  #own: readonly IpAddress[]
  readonly #table: Conntrack
  readonly #choice: SourceChoice

  constructor(profile: LinuxProfile, { outside, inside }: LinuxPlace, choose: PortChooser) {
    this.#profile = profile
    this.#inside = inside
    this.#own = outside
    this.#table = new Conntrack(profile.forward)
    this.#choice = new SourceChoice(this.#table, choose)
  }

  get firewall(): FirewallProfile {
    return this.#profile.forward
  }

  readonly fromInside = (packet: Packet, now: Instant): Passage => this.#pass(packet, "inside", now)

  readonly fromOutside = (packet: Packet, now: Instant): Passage => this.#pass(packet, "outside", now)

  readonly apparent = (inside: IpAddress): IpAddress =>
    this.#isTranslated(inside) ? this.#ownOf("v4") ?? inside : inside

  readonly aspect = (family: Family, { address, port }: Endpoint): Aspect => {
    const { source, forward, portForwards } = this.#profile
    const isTranslated = source !== undefined && family === "v4"
    const isForwarded = portForwards.some(({ to }) => to.port === port && to.address === address)
    const isOpen = isTranslated ? isForwarded : forward.inbound === "accept" || forward.openPorts.includes(port)
    return {
      isTranslated,
      mapping: isTranslated && source.random !== undefined ? "address-and-port-dependent" : "endpoint-independent",
      filtering: isOpen ? "open" : "address-and-port-dependent",
    }
  }

  readonly tables = (): readonly Table[] => [this.#table]

  readonly setFirewall = (forward: FirewallProfile): void => {
    this.#profile = { ...this.#profile, forward }
    this.#table.setLimits(forward)
  }

  readonly collect = (now: Instant): void => this.#table.collect(now)

  readonly reboot = (external: IpAddress | undefined): void => {
    this.#table.clear()
    if (external === undefined) return
    this.#own = [external, ...this.#own.filter((one) => familyOf(one) !== familyOf(external))]
  }

  #pass(packet: Packet, from: Side, now: Instant): Passage {
    if (packet.error !== undefined) return this.#relate(packet, packet.error, from, now)
    const tracked = this.#table.track(packet, now)
    if (tracked === undefined) return refused("nat-table-full")
    if (this.#isNew(tracked)) this.#redirect(tracked, packet, from)
    const { destination } = wayOf(tracked)
    if (this.#own.includes(destination.address)) return this.#input(tracked, from, now)
    if (packet.ttl <= 1) return refused("ttl-expired", "time-exceeded", rewrittenSource(back(tracked)))
    const drop = this.#filter(tracked, from, destination.port)
    if (drop !== undefined) return drop
    const to = this.#sideOf(destination.address, packet, from)
    if (this.#isNew(tracked) && !this.#settle(tracked, to, from, now)) return refused("nat-no-port")
    return passed(to, { ...packet, ...wayOf(tracked), ttl: packet.ttl - 1 })
  }

  #isNew({ connection }: Tracked): boolean {
    return !connection.isConfirmed
  }

  /** Prerouting of a first packet: port forwards. */
  #redirect({ connection }: Tracked, { source, destination }: Packet, from: Side): void {
    if (!this.#isTranslated(source.address) || !this.#own.includes(destination.address)) return
    if (from === "inside" && !this.#profile.hairpin) return
    const forward = this.#profile.portForwards.find(({ port }) => port === destination.port)
    if (forward !== undefined) connection.reply = { source: forward.to, destination: source }
  }

  /** The packet is for the router, where nobody listens; but conntrack may remember it. */
  #input(tracked: Tracked, from: Side, now: Instant): Refused {
    const { input } = this.#profile
    if (from === "outside" && input !== "accept" && !isEstablished(tracked)) {
      return refused("nat-filtered", input === "reject" ? "port-unreachable" : undefined)
    }
    if (this.#isNew(tracked)) this.#keepSource(tracked, now)
    return refused(from === "inside" ? "nat-no-hairpin" : "nat-remembered", "port-unreachable")
  }

  #filter(tracked: Tracked, from: Side, port: number): Refused | undefined {
    const { udp, inbound, openPorts } = this.#profile.forward
    if (udp === "blocked") return refused("firewall-udp-blocked")
    if (from === "inside" || inbound === "accept" || isEstablished(tracked)) return undefined
    if (tracked.connection.hasNewDestination || openPorts.includes(port)) return undefined
    return refused("firewall-inbound")
  }

  /** A destination that was rewritten may lie on the side that the packet came from. */
  #sideOf(address: IpAddress, packet: Packet, from: Side): Side {
    if (address === packet.destination.address) return from === "inside" ? "outside" : "inside"
    return this.#inside.some((one) => prefixContains(one, address)) ? "inside" : "outside"
  }

  /** Postrouting of a first packet. False if there is no source for it. */
  #settle(tracked: Tracked, to: Side, from: Side, now: Instant): boolean {
    const { source } = this.#profile
    const { connection } = tracked
    const address = this.#ownOf("v4")
    if (source === undefined || address === undefined || !this.#isTranslated(connection.original.source.address)) {
      return this.#table.confirm(connection, now)
    }
    if (to === "inside" && from === "outside") return this.#keepSource(tracked, now)
    const range = to === "outside"
      ? { address, ports: source.ports, isRandom: source.random !== undefined }
      : { address, ports: undefined, isRandom: false }
    return this.#confirmAs(connection, range, now)
  }

  /** No rule rewrites the source; all the same it gets another port if its own would lead its answers elsewhere. */
  #keepSource({ connection }: Tracked, now: Instant): boolean {
    const { address } = connection.original.source
    if (!this.#isTranslated(address)) return this.#table.confirm(connection, now)
    return this.#confirmAs(connection, { address, ports: undefined, isRandom: false }, now)
  }

  #confirmAs(connection: Connection, range: SourceRange, now: Instant): boolean {
    const destination = this.#choice.choose(connection, range, now)
    if (destination === undefined) return false
    connection.reply = { ...connection.reply, destination }
    return this.#table.confirm(connection, now)
  }

  /** Errors belong to the connection of the packet that they quote, and go where that came from. They refresh nothing. */
  #relate(packet: Packet, error: IcmpError, from: Side, now: Instant): Passage {
    const answered = this.#table.find(inverted(error), now)
    const way = answered && wayOfError(packet, error, answered)
    const { destination } = way ?? packet
    if (this.#own.includes(destination.address)) return refused("port-closed")
    if (packet.ttl <= 1) return refused("ttl-expired")
    if (way === undefined && from === "outside" && this.#profile.forward.inbound === "drop") {
      return refused("firewall-inbound")
    }
    return passed(this.#sideOf(destination.address, packet, from), { ...packet, ...way, ttl: packet.ttl - 1 })
  }

  /** Whether this family is rewritten at all. */
  #isTranslated(address: IpAddress): boolean {
    return this.#profile.source !== undefined && familyOf(address) === "v4"
  }

  #ownOf(family: Family): IpAddress | undefined {
    return this.#own.find((one) => familyOf(one) === family)
  }
}

/** The ends of a packet once it is rewritten: whoever gets it could answer by the other direction's tuple. */
const wayOf = ({ connection, isReply }: Tracked): Tuple => inverted(isReply ? connection.original : connection.reply)

/** As which it came. */
const tupleOf = ({ connection, isReply }: Tracked): Tuple => (isReply ? connection.reply : connection.original)

const back = ({ connection, isReply }: Tracked): Tracked => ({ connection, isReply: !isReply })

/** The address as whose packets go on this way, if their source is rewritten, if only its port. */
function rewrittenSource(tracked: Tracked): IpAddress | undefined {
  const { source } = wayOf(tracked)
  return sameEndpoint(source, tupleOf(tracked).source) ? undefined : source.address
}

/**
 * Back to the sender of the quoted packet, whose headers look again as it knows them. Where the source
 * of answers is rewritten, it comes as from that, whoever on the way sent it.
 */
function wayOfError(
  packet: Packet,
  error: IcmpError,
  answered: Tracked,
): Pick<Packet, "source" | "destination" | "error"> {
  const quoted = tupleOf(back(answered))
  const source = rewrittenSource(answered)
  return {
    source: source === undefined ? packet.source : endpointOf(source, 0),
    destination: endpointOf(quoted.source.address, 0),
    error: { ...error, ...quoted },
  }
}

/** In the sense of nftables: a packet has gone the other way, or goes it now. */
const isEstablished = ({ connection, isReply }: Tracked): boolean => isReply || connection.isReplied
