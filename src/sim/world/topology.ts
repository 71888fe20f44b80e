/** A scenario's standing parts as running ones: segments, routers and hosts, plugged together. */
import { present } from "../../domain/assert.ts"
import { DEFAULT_PORT } from "../../domain/mesh/kubespan_options.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { Clat } from "../clat.ts"
import type { Attachment, Links, Network, Station } from "../fabric/attachment.ts"
import type { Fabric } from "../fabric/fabric.ts"
import { Router } from "../fabric/router.ts"
import { Segment } from "../fabric/segment.ts"
import { Firewall } from "../firewall.ts"
import { Host, type HostOptions } from "../host.ts"
import { Link, type LinkProfile } from "../link.ts"
import type { Rng } from "../rng.ts"
import type { InterfaceSchema, RouterSchema } from "../scenario/network_schema.ts"
import { addressesOf, INTERNET, outermostFirst } from "../scenario/networks.ts"
import { hostFirewall, LAN_LATENCY, linkProfile, WAN_LATENCY } from "../scenario/profiles.ts"
import { routedPrefixes } from "../scenario/routed_prefixes.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { listOf } from "../scenario/text.ts"
import { boxOf, type Luck } from "./boxes.ts"

/** Less than most ways across the internet have, and enough for a packet to die on. */
const DEFAULT_HOPS = 6

export interface Building {
  readonly fabric: Fabric
  readonly rng: Rng
  /** Chance of routers; if left out, from `rng`. */
  readonly luck?: Luck
  /** Who gets packets in the place of a host or a router; if left out, nobody does. */
  readonly stationFor?: (own: Station) => Station
}

/** What a host does with what reaches it. */
type Hears = Omit<HostOptions, "name" | "port" | "fabric" | "firewall" | "clat">

export class Topology {
  readonly segments = new Map<string, Network>()
  readonly routers = new Map<string, Router>()
  readonly hosts = new Map<string, Host>()
  readonly #fabric: Fabric
  readonly #rng: Rng
  readonly #luck: Luck | undefined
  readonly #stationFor: (own: Station) => Station
  #attachments = 0
  /** How often each interface was plugged in. */
  readonly #plugs = new Map<string, number>()

  constructor(file: ScenarioFile, { fabric, rng, luck, stationFor = (own) => own }: Building) {
    this.#fabric = fabric
    this.#rng = rng
    this.#luck = luck
    this.#stationFor = stationFor
    this.segments.set(INTERNET, new Segment<Attachment>(INTERNET, [], file.internet?.hops ?? DEFAULT_HOPS))
    for (const name of outermostFirst(file)) {
      this.#addRouter(name, present(file.routers?.[name], "a router of this name is in the file"))
    }
  }

  /** A host with all its interfaces. */
  addHost(file: ScenarioFile, name: string, hears: Hears): Host {
    const node = present(file.nodes[name], "a node of this name is in the file")
    const port = node.port ?? DEFAULT_PORT
    const profile = hostFirewall(node.firewall)
    const firewall = profile && new Firewall(profile)
    const clat = node.clat === undefined ? undefined : new Clat(prefix(node.clat))
    const host = new Host({ name, port, fabric: this.#fabric, firewall, clat, ...hears })
    this.hosts.set(name, host)
    for (const [interfaceName, one] of Object.entries(node.interfaces)) {
      this.plugIn(host, interfaceName, one)
    }
    return host
  }

  /** Plugs an interface of a host into a network, and out of the one where it was. */
  plugIn(host: Host, name: string, { on, address, link, up = true }: InterfaceSchema): void {
    if (host.interface(name)?.attachment.isUp) this.setUp(host, name, false)
    const segment = this.#segment(on)
    const profile = linkProfile(link, on === INTERNET ? WAN_LATENCY : LAN_LATENCY)
    const attachment = this.#attach(host, segment, { profile, label: this.#cableLabel(`${host.name} ${name}`) })
    attachment.isUp = false
    host.setInterface({ name, attachment, addresses: addressesOf(address) })
    this.setUp(host, name, up)
  }

  /** Each cable has chances of its own. */
  #cableLabel(owner: string): string {
    const plugs = (this.#plugs.get(owner) ?? 0) + 1
    this.#plugs.set(owner, plugs)
    return plugs === 1 ? owner : `${owner} ${plugs}`
  }

  /** A cable in or out. An interface that is down gives up its addresses. */
  setUp(host: Host, name: string, isUp: boolean): void {
    const one = present(host.interface(name), "the scenario was validated")
    if (one.attachment.isUp === isUp) return
    one.attachment.isUp = isUp
    for (const address of one.addresses) {
      if (isUp) one.attachment.segment.assign(address, one.attachment)
      else one.attachment.segment.release(address)
    }
  }

  /** Other addresses on the same cable. */
  readdress(host: Host, name: string, addresses: readonly IpAddress[]): void {
    const { attachment } = present(host.interface(name), "the scenario was validated")
    const { isUp } = attachment
    this.setUp(host, name, false)
    host.setInterface({ name, attachment, addresses })
    this.setUp(host, name, isUp)
  }

  /** Everything that remembers conversations, with its size. */
  *tables(): Iterable<{ readonly name: string; readonly size: number; readonly capacity: number }> {
    for (const { name, box } of this.routers.values()) {
      for (const { size, capacity } of box.tables()) yield { name, size, capacity }
    }
    for (const { name, firewall } of this.hosts.values()) {
      if (firewall !== undefined) yield { name, size: firewall.size, capacity: firewall.capacity }
    }
  }

  #segment(name: string): Network {
    return present(this.segments.get(name), "the scenario was validated")
  }

  #addRouter(name: string, router: RouterSchema): void {
    const outside = addressesOf(router.outside)
    const box = boxOf(name, router, this.#rng, this.#luck)
    const one = new Router({ name, fabric: this.#fabric, box })
    const outerSegment = this.#segment(router.behind ?? INTERNET)
    const prefixes = listOf(router.inside).map(prefix)
    const innerSegment = new Segment<Attachment>(name, prefixes)
    const latency = outerSegment.name === INTERNET ? WAN_LATENCY : LAN_LATENCY
    const outer = this.#attach(one, outerSegment, { profile: linkProfile(router.link, latency), label: name })
    const inner = this.#attach(one, innerSegment, undefined)
    for (const address of outside) outerSegment.assign(address, outer)
    for (const block of routedPrefixes(router)) outerSegment.addRoute(block, outer)
    innerSegment.gateway = inner
    one.plugIn(inner, outer, outside)
    this.segments.set(name, innerSegment)
    this.routers.set(name, one)
  }

  #attach(
    station: Station,
    segment: Network,
    cable: { readonly profile: LinkProfile; readonly label: string } | undefined,
  ): Attachment {
    const link = (way: string): Link =>
      new Link(present(cable, "asked for with a cable only").profile, this.#rng.split(`link ${way} ${cable?.label}`))
    const links: Links | undefined = cable && { up: link("up"), down: link("down") }
    return { station: this.#stationFor(station), segment, links, index: this.#attachments++, isUp: true }
  }
}
