/**
 * A simulated machine's network stack: interfaces that come and go, the choice of interface and source address, a host
 * firewall, and two UDP ports: the one that it was given, and echo. It knows nothing of what runs on them.
 */
import { type Endpoint, endpointOf } from "../domain/net/endpoint.ts"
import type { Instant } from "../domain/net/instant.ts"
import { type Family, familyOf, inOrder, type IpAddress } from "../domain/net/ip_address.ts"
import { prefixContains } from "../domain/net/prefix.ts"
import type { Clat } from "./clat.ts"
import { ECHO_PORT } from "./clear_echo.ts"
import type { Attachment, Station } from "./fabric/attachment.ts"
import type { Fabric } from "./fabric/fabric.ts"
import type { Firewall } from "./firewall.ts"
import { DEFAULT_TTL, errorAbout, type Flight, type IcmpError, type Packet } from "./packet.ts"

export interface HostInterface {
  readonly name: string
  readonly attachment: Attachment
  readonly addresses: readonly IpAddress[]
}

export interface HostOptions {
  readonly name: string
  readonly port: number
  readonly fabric: Fabric
  readonly firewall: Firewall | undefined
  /** What carries IPv4 where there is none of our own. */
  readonly clat?: Clat | undefined
  /** A datagram came in on the port. */
  readonly onDatagram: (packet: Packet, now: Instant) => void
  /** A datagram came in on the echo port. */
  readonly onEcho: (packet: Packet, now: Instant) => void
  /** An ICMP error came in; programs on unconnected sockets never hear of one. */
  readonly onError?: ((packet: Packet, now: Instant) => void) | undefined
  /** More ports that take datagrams. */
  readonly morePorts?: readonly number[] | undefined
}

export interface OutgoingDatagram {
  readonly to: Endpoint
  /** The address to send from, if it is still ours. */
  readonly source: IpAddress | undefined
  readonly payload: Uint8Array
  readonly flight: Flight
  /** The port to send from; the host's own if left out. */
  readonly port?: number | undefined
  readonly ttl?: number | undefined
}

export class Host implements Station {
  readonly name: string
  firewall: Firewall | undefined
  /** While false nobody listens on the port. */
  isListening = false
  readonly #options: HostOptions
  readonly #interfaces = new Map<string, HostInterface>()

  constructor(options: HostOptions) {
    this.#options = options
    this.name = options.name
    this.firewall = options.firewall
  }

  /** Adds an interface, or puts another in the place of the one of this name. */
  setInterface(one: HostInterface): void {
    this.#interfaces.set(one.name, one)
  }

  interface(name: string): HostInterface | undefined {
    return this.#interfaces.get(name)
  }

  get attachments(): readonly Attachment[] {
    return [...this.#interfaces.values()].map((one) => one.attachment)
  }

  /** Those that carry something, in the order in which they were added. */
  get upInterfaces(): readonly HostInterface[] {
    return [...this.#interfaces.values()].filter((one) => one.attachment.isUp)
  }

  /** Of all interfaces that are up, IPv4 first, ascending: as Talos lists them (spec/kubespan.md 8.2). */
  get addresses(): readonly IpAddress[] {
    return inOrder(this.upInterfaces.flatMap((one) => one.addresses))
  }

  /** Of the addresses that we call such peers from: not their own where the network has to translate. */
  familyTowards(family: Family): Family {
    return this.#options.clat?.familyTowards(family, this.upInterfaces) ?? family
  }

  send(datagram: OutgoingDatagram, now: Instant): void {
    const { source, payload, flight, port = this.#options.port, ttl = DEFAULT_TTL } = datagram
    const { fabric } = this.#options
    const to = this.#options.clat?.onWire(datagram.to, this.upInterfaces) ?? datagram.to
    const chosen = this.#choose(to.address, source)
    const from = endpointOf(chosen?.address ?? to.address, port)
    const packet: Packet = { source: from, destination: to, payload, ttl, flight, error: undefined }
    if (chosen === undefined) return fabric.drop(packet, "no-source", this.name, now)
    const refused = this.firewall?.outbound({ local: from, remote: to }, now)
    if (refused !== undefined) return fabric.drop(packet, refused, this.name, now)
    fabric.send(packet, chosen.attachment, now)
  }

  receive(packet: Packet, at: Attachment, now: Instant): void {
    if (packet.error !== undefined) return this.#hearError(packet, packet.error, now)
    const { port, fabric, onDatagram, onEcho, morePorts = [], clat } = this.#options
    const refused = this.firewall?.inbound({ local: packet.destination, remote: packet.source }, now)
    if (refused !== undefined) return fabric.drop(packet, refused, this.name, now)
    const { port: target } = packet.destination
    if (!this.isListening) return this.#refuse(packet, at, now)
    const heard = clat?.toPrograms(packet) ?? packet
    if (target === port || morePorts.includes(target)) return onDatagram(heard, now)
    if (target === ECHO_PORT) return onEcho(heard, now)
    this.#refuse(packet, at, now)
  }

  #hearError(packet: Packet, error: IcmpError, now: Instant): void {
    const refused = this.firewall?.inboundError(error, now)
    if (refused !== undefined) return this.#options.fabric.drop(packet, refused, this.name, now)
    this.#options.onError?.(this.#options.clat?.toPrograms(packet) ?? packet, now)
  }

  /** Nobody listens, and the sender is told. */
  #refuse(packet: Packet, at: Attachment, now: Instant): void {
    const { fabric } = this.#options
    fabric.drop(packet, "port-closed", this.name, now)
    const error = errorAbout(packet, "port-unreachable", packet.destination.address)
    if (error !== undefined) fabric.send(error, at, now)
  }

  /**
   * The interface that has the wanted source; else one on whose network the destination lies; else the first that is up
   * and speaks the destination's family.
   */
  #choose(to: IpAddress, source: IpAddress | undefined): { address: IpAddress; attachment: Attachment } | undefined {
    const family = familyOf(to)
    let fallback: { address: IpAddress; attachment: Attachment } | undefined
    let onLink: typeof fallback
    for (const { attachment, addresses } of this.#interfaces.values()) {
      if (!attachment.isUp) continue
      const hasSource = source !== undefined && addresses.includes(source) && familyOf(source) === family
      if (hasSource) return { address: source, attachment }
      const address = addresses.find((one) => familyOf(one) === family)
      if (address === undefined) continue
      fallback ??= { address, attachment }
      if (attachment.segment.prefixes.some((one) => prefixContains(one, to))) onLink ??= { address, attachment }
    }
    return onLink ?? fallback
  }
}
