/**
 * One node of the simulated mesh: a host, the real `Node` on it, and the little that surrounds it on a machine: a clock
 * that may be wrong, what is kept over a restart, and programs that answer pings. It performs outputs and nothing else;
 * every decision is the node's.
 */
import { present } from "../../domain/assert.ts"
import type { Affiliate } from "../../domain/discovery/affiliate.ts"
import type { Input } from "../../domain/input.ts"
import type { Event } from "../../domain/mesh/event.ts"
import type { Brain } from "../../domain/mesh/brain.ts"
import { localAffiliate } from "../../domain/mesh/local_affiliate.ts"
import { membersOf } from "../../domain/mesh/member.ts"
import { type Instant, NEVER } from "../../domain/net/instant.ts"
import { addressOctets, type IpAddress } from "../../domain/net/ip_address.ts"
import type { Prefix } from "../../domain/net/prefix.ts"
import type { NodeConfig } from "../../domain/node.ts"
import type { Deliver, Output } from "../../domain/output.ts"
import type { Stamp } from "../../domain/wireguard/tai64n.ts"
import { checkCiphertext, checkCleartext, checkDeadline, checkDelivery, FoldCheck } from "../checks.ts"
import { apparentAddress } from "../fabric/reach.ts"
import type { Host } from "../host.ts"
import type { Via } from "../ping_log.ts"
import type { Packet } from "../packet.ts"
import type { Rng } from "../rng.ts"
import { STATIC } from "../../domain/discovery/assertion.ts"
import { PeerWatch } from "./peer_watch.ts"
import { Programs } from "./programs.ts"
import type { NodeRun, StartNode } from "./node_run.ts"
import type { Surroundings } from "./surroundings.ts"

export interface ParticipantOptions {
  readonly index: number
  readonly config: NodeConfig
  readonly rng: Rng
  readonly podNetworks: readonly Prefix[]
  /** What it is told of others before anybody else speaks. */
  readonly known: () => readonly Affiliate[]
  readonly start: StartNode
  readonly world: Surroundings
}

export class Participant {
  readonly index: number
  readonly config: NodeConfig
  readonly meshOctets: Uint8Array
  /** undefined until it did. */
  firstStartedAt: Instant | undefined
  /** What the host's wall clock would show at instant zero. */
  unixMicrosAtZero: number
  readonly #options: ParticipantOptions
  readonly #world: Surroundings
  #home: Home | undefined
  #node: NodeRun | undefined
  #fold = new FoldCheck()
  #runs = 0
  #stampFloor: Stamp | undefined
  #publicAddresses: readonly IpAddress[] = []

  constructor(options: ParticipantOptions) {
    this.index = options.index
    this.config = options.config
    this.meshOctets = addressOctets(options.config.meshAddress)
    this.unixMicrosAtZero = options.config.device.unixMicrosAtZero
    this.#options = options
    this.#world = options.world
  }

  liveOn(host: Host): void {
    const { meshAddress } = this.config
    const { log, nextFlight } = this.#world
    const programs = new Programs({
      node: this.index,
      host,
      meshAddress,
      log,
      nextFlight,
      route: (packet, now) => this.feed({ _tag: "PacketRouted", packet }, now),
      onClear: (to, now) => this.#wentInClear(to, now),
    })
    this.#home = { host, programs, watch: new PeerWatch(this.index, host, this.#world) }
  }

  get #at(): Home {
    return present(this.#home, "a participant lives on a host")
  }

  get host(): Host {
    return this.#at.host
  }

  get name(): string {
    return this.config.self.nodename
  }

  /** As whom the host is seen from the internet, by its first address that is; undefined if none is. */
  apparentAddresses(): readonly IpAddress[] | undefined {
    const seen = this.host.upInterfaces.flatMap(({ addresses, attachment }) =>
      addresses.map((address) => apparentAddress(address, attachment)).filter((one) => one !== undefined)
    )
    return seen.length === 0 ? undefined : seen.slice(0, 1)
  }

  get isRunning(): boolean {
    return this.#node !== undefined
  }

  /** Whom it takes for members of the cluster; nobody while it does not run. */
  members(): readonly Affiliate[] {
    const node = this.#node
    if (node === undefined) return []
    const { mesh, rules, self } = node.brain
    return membersOf(mesh, localAffiliate(self, mesh, rules))
  }

  /** Starts with the identity that it always had, and with nothing else. */
  start(now: Instant): void {
    if (this.#node !== undefined) return
    const random = this.#options.rng.split(`run ${this.#runs++}`)
    const { unixMicrosAtZero } = this
    const device = { ...this.config.device, random, unixMicrosAtZero, stampFloor: this.#stampFloor }
    this.#node = this.#options.start({ ...this.config, device }, now)
    this.#fold = new FoldCheck()
    this.firstStartedAt ??= now
    this.#world.log.history.started(this.index, now)
    this.host.isListening = true
    this.readdress(now)
    const seen = this.#options.known()
    if (seen.length > 0) this.feed({ _tag: "DiscoveryReported", source: STATIC, seen, gone: [] }, now)
  }

  /** Its identity and the latest timestamp that it sent survive. */
  stop(now: Instant): void {
    if (this.#node === undefined) return
    this.#stampFloor = this.#node.latestStamp
    this.#node = undefined
    this.#publicAddresses = []
    this.#at.programs.clear()
    this.#at.watch.stopped(now)
    this.host.isListening = false
  }

  /** The host's addresses may have changed. */
  readdress(now: Instant): void {
    this.feed({
      _tag: "AddressesReported",
      addresses: [...this.host.addresses, this.config.meshAddress],
      publicAddresses: this.#publicAddresses,
      podNetworks: this.#options.podNetworks,
      clusterNetworks: [],
    }, now)
  }

  /** The host of this number went elsewhere. */
  relocated(host: number, now: Instant): void {
    if (this.isRunning) this.#at.watch.relocated(host, now)
  }

  /** Discovery told as whom we are seen. */
  seenAs(publicAddresses: readonly IpAddress[], now: Instant): void {
    this.#publicAddresses = publicAddresses
    this.readdress(now)
  }

  setClock(unixMicrosAtZero: number, now: Instant): void {
    this.unixMicrosAtZero = unixMicrosAtZero
    this.feed({ _tag: "ClockSet", unixMicrosAtZero }, now)
  }

  /** A program on this host pings one on another. */
  ping(to: Participant, { size, via }: { readonly size: number; readonly via: Via }, now: Instant): void {
    const number = this.#world.log.pings.send({ from: this.index, to: to.index, via }, now)
    const address = via === "mesh" ? to.config.meshAddress : to.ownAddress
    if (address === undefined) return
    const { mtu } = this.config.options
    const octets = via === "mesh" ? { octets: to.meshOctets } : {}
    this.#at.programs.ping({ node: to.index, address, ...octets, number, size: Math.min(size, mtu) }, now)
  }

  /** The one that it has on its own network. */
  get ownAddress(): IpAddress | undefined {
    return this.host.addresses[0]
  }

  receive(packet: Packet, now: Instant): void {
    const { source, destination, payload, flight } = packet
    if (flight.to !== undefined && flight.to !== this.index) {
      this.#world.log.dropped(packet, "wrong-host", this.name, now)
    }
    this.feed({ _tag: "DatagramReceived", from: source, to: destination.address, datagram: payload }, now)
  }

  /** Something came in on the host's echo port. */
  hear(packet: Packet, now: Instant): void {
    if (this.isRunning) this.#at.programs.heard(packet, now)
  }

  /** The deadline of the node; NEVER while it does not run. */
  get deadline(): Instant {
    return this.#node === undefined ? NEVER : this.#node.wakeAt
  }

  /** The hour that was planned; the deadline may have moved on since. */
  woken(now: Instant): void {
    if (this.deadline <= now) this.feed({ _tag: "Woke" }, now)
    else this.#world.wakeBy(this.index, this.deadline)
  }

  /** One input, and all that follows from it. */
  feed(input: Input, now: Instant): void {
    const node = this.#node
    if (node === undefined) return
    const { brain } = node
    const passBefore = brain.lastPassAt
    let hasEvents = false
    for (const output of node.step(input, now)) {
      if (output._tag === "Recorded") hasEvents = true
      this.#perform(brain, output, now)
    }
    if (brain.lastPassAt !== passBefore) this.#at.watch.passed(brain, now)
    const { log } = this.#world
    if (hasEvents) this.#fold.verify(this.name, brain.mesh, log, now)
    if (node.wakeAt <= now) checkDeadline(this.name, node.deadline, log, now)
    this.#world.wakeBy(this.index, node.wakeAt)
  }

  #perform(brain: Brain, output: Output, now: Instant): void {
    switch (output._tag) {
      case "Recorded":
        this.#fold.add(output.event)
        this.#world.log.event(this.name, output.event, now)
        this.#at.watch.recorded(brain, output.event, now)
        this.#meet(output.event, now)
        break
      case "Deliver":
        this.#checkDelivery(brain, output, now)
        this.#at.programs.delivered(output.packet, now)
        break
      case "Transmit": {
        const { peer, to, source, datagram: payload } = output
        checkCiphertext(this.name, payload, this.#world.log, now)
        const target = peer && this.#world.ownerOfKey(peer)
        const flight = { id: this.#world.nextFlight(), from: this.index, to: target }
        this.host.send({ to, source, payload, flight }, now)
        break
      }
      case "Publish":
        if (!this.#world.publish(this.index, output, now)) this.#world.log.story.tell(now, this.name, TOO_BIG)
        break
      case "Route":
        this.#at.programs.setRoutes(output.peer, output.prefixes)
        break
    }
  }

  #checkDelivery({ mesh }: Brain, { packet, peer: key }: Deliver, now: Instant): void {
    const { log, octetsOf } = this.#world
    checkDelivery(packet, { name: this.name, mesh, peer: { key, octets: octetsOf(key) } }, log, now)
  }

  #wentInClear(to: IpAddress, now: Instant): void {
    const node = this.#node
    if (node === undefined || !this.config.options.forceRouting) return
    checkCleartext({ name: this.name, mesh: node.brain.mesh }, to, this.#world.log, now)
  }

  /** Its programs ping those that it knows. */
  #meet(event: Event, now: Instant): void {
    if (event._tag !== "PeerSpecChanged" && event._tag !== "PeerSpecRemoved") return
    const isKnown = event._tag === "PeerSpecChanged"
    const peer = this.#world.ownerOfKey(isKnown ? event.spec.peer : event.peer)
    if (peer !== undefined) this.#world.met(this.index, peer, isKnown, now)
  }
}

const TOO_BIG = "has too much to say of itself for discovery, which keeps what it knew"

interface Home {
  readonly host: Host
  readonly programs: Programs
  readonly watch: PeerWatch
}
