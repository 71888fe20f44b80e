/**
 * One node of the simulated mesh: a host, the real `Node` on it, and the little that surrounds it on a machine: a clock
 * that may be wrong, what is kept over a restart, and programs that answer pings. It performs outputs and nothing else;
 * every decision is the node's.
 */
import { present } from "../../domain/assert.ts"
import type { Input } from "../../domain/input.ts"
import { type Instant, NEVER } from "../../domain/net/instant.ts"
import { addressOctets, type IpAddress } from "../../domain/net/ip_address.ts"
import { createNode, deadlineOf, type Node, type NodeConfig, step, wakeAt } from "../../domain/node.ts"
import type { Output } from "../../domain/output.ts"
import type { Stamp } from "../../domain/wireguard/tai64n.ts"
import { checkCiphertext, checkDeadline, checkDelivery, FoldCheck } from "../checks.ts"
import { echoReply, echoRequest, readEcho } from "../echo.ts"
import { apparentAddress } from "../fabric/reach.ts"
import type { Host } from "../host.ts"
import type { Packet } from "../packet.ts"
import type { Rng } from "../rng.ts"
import { PeerWatch } from "./peer_watch.ts"
import type { Surroundings } from "./surroundings.ts"

export interface ParticipantOptions {
  readonly index: number
  readonly config: NodeConfig
  readonly rng: Rng
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
  readonly #rng: Rng
  readonly #world: Surroundings
  #host: Host | undefined
  #watch: PeerWatch | undefined
  #node: Node | undefined
  #fold = new FoldCheck()
  #runs = 0
  #stampFloor: Stamp | undefined
  #publicAddresses: readonly IpAddress[] = []

  constructor({ index, config, rng, world }: ParticipantOptions) {
    this.index = index
    this.config = config
    this.meshOctets = addressOctets(config.meshAddress)
    this.unixMicrosAtZero = config.device.unixMicrosAtZero
    this.#rng = rng
    this.#world = world
  }

  liveOn(host: Host): void {
    this.#host = host
    this.#watch = new PeerWatch(this.index, host, this.#world)
  }

  get host(): Host {
    return present(this.#host, "a participant lives on a host")
  }

  get name(): string {
    return this.config.nodename
  }

  /** As whom the host is seen from the internet, by family; undefined if it is not. */
  apparentAddresses(): readonly IpAddress[] | undefined {
    const seen = this.host.upInterfaces.flatMap(({ addresses, attachment }) =>
      addresses.map((address) => apparentAddress(address, attachment)).filter((one) => one !== undefined)
    )
    return seen.length === 0 ? undefined : seen.slice(0, 1)
  }

  get isRunning(): boolean {
    return this.#node !== undefined
  }

  /** Starts with the identity that it always had, and with nothing else. */
  start(now: Instant): void {
    if (this.#node !== undefined) return
    const random = this.#rng.split(`run ${this.#runs++}`)
    const { unixMicrosAtZero } = this
    const device = { ...this.config.device, random, unixMicrosAtZero, stampFloor: this.#stampFloor }
    this.#node = createNode({ ...this.config, device }, now)
    this.#fold = new FoldCheck()
    this.firstStartedAt ??= now
    this.host.isListening = true
    this.readdress(now)
  }

  /** Its identity and the latest timestamp that it sent survive. */
  stop(): void {
    if (this.#node === undefined) return
    this.#stampFloor = this.#node.device.latestStamp
    this.#node = undefined
    this.#publicAddresses = []
    this.host.isListening = false
  }

  /** The host's addresses may have changed. */
  readdress(now: Instant): void {
    this.feed(
      { _tag: "AddressesReported", addresses: this.host.addresses, publicAddresses: this.#publicAddresses },
      now,
    )
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
  ping(to: Participant, number: number, size: number, now: Instant): void {
    this.feed({ _tag: "PacketRouted", packet: echoRequest(this.meshOctets, to.meshOctets, number, size) }, now)
  }

  receive({ source, destination, payload }: Packet, now: Instant): void {
    this.feed({ _tag: "DatagramReceived", from: source, to: destination.address, datagram: payload }, now)
  }

  /** The deadline of the node; NEVER while it does not run. */
  get deadline(): Instant {
    return this.#node === undefined ? NEVER : wakeAt(this.#node)
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
    const passBefore = node.lastPassAt
    let hasEvents = false
    for (const output of step(node, input, now)) {
      if (output._tag === "Recorded") hasEvents = true
      this.#perform(node, output, now)
    }
    if (node.lastPassAt !== passBefore) this.#watch?.passed(node, now)
    const { log } = this.#world
    if (hasEvents) this.#fold.verify(this.name, node.mesh, log, now)
    if (wakeAt(node) <= now) checkDeadline(this.name, deadlineOf(node), log, now)
    this.#world.wakeBy(this.index, wakeAt(node))
  }

  #perform(node: Node, output: Output, now: Instant): void {
    switch (output._tag) {
      case "Recorded":
        this.#fold.add(output.event)
        this.#world.log.event(this.name, output.event, now)
        this.#watch?.recorded(node, output.event, now)
        break
      case "Deliver": {
        checkDelivery(output.packet, { node: this.name, peer: this.#world.octetsOf(output.peer) }, this.#world.log, now)
        this.#answer(output.packet, now)
        break
      }
      case "Transmit": {
        const { peer, to, source, datagram: payload } = output
        checkCiphertext(this.name, payload, this.#world.log, now)
        const target = peer && this.#world.ownerOfKey(peer)
        const flight = { id: this.#world.nextFlight(), from: this.index, to: target }
        this.host.send({ to, source, payload, flight }, now)
        break
      }
      case "Publish":
        this.#world.publish(this.index, output.affiliate, now)
        break
      case "Route": {
        const peer = this.#world.ownerOfKey(output.peer)
        if (peer !== undefined) this.#world.met(this.index, peer, output.prefixes.length > 0, now)
        break
      }
    }
  }

  #answer(packet: Uint8Array, now: Instant): void {
    const echo = readEcho(packet)
    if (echo === undefined) return
    this.#world.log.pinged(echo.number, echo.isReply, now)
    if (!echo.isReply) this.feed({ _tag: "PacketRouted", packet: echoReply(packet) }, now)
  }
}
