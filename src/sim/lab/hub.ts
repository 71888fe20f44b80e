/**
 * The networks between the kernels of a lab: the simulator's own fabric, segments and links, with frames of real kernels
 * on it in the place of its hosts and routers. So what happens between two machines is the same on both substrates, and
 * all that can differ is what a kernel does.
 */
import { present } from "../../domain/assert.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { prefix, prefixContains } from "../../domain/net/prefix.ts"
import type { Attachment, Station } from "../fabric/attachment.ts"
import { type Arrival, Fabric } from "../fabric/fabric.ts"
import type { Packet } from "../packet.ts"
import { EventQueue } from "../queue.ts"
import { Rng } from "../rng.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { Topology } from "../world/topology.ts"
import { type FrameContent, readdressed, readFrame } from "./frame.ts"
import type { LaidWire } from "./namespaces.ts"
import { timeExceeded } from "./time_exceeded.ts"
import { OUTSIDE } from "./wires.ts"

export interface HubHooks {
  /** A frame goes to the device at the end of this wire. */
  readonly emit: (wire: number, frame: Uint8Array) => void
  /** A probe goes across a network. */
  readonly crossed: (probe: number, network: string, packet: Packet) => void
}

export interface HubOptions {
  readonly file: ScenarioFile
  readonly wires: readonly LaidWire[]
  readonly seed: number
}

export class Hub {
  readonly #hooks: HubHooks
  readonly #fabric: Fabric
  readonly #queue = new EventQueue<Arrival>()
  readonly #attachments: readonly Attachment[]
  readonly #wireAt = new Map<Attachment, LaidWire>()
  /** By the number of their flight; links may make copies, so they stay. */
  readonly #frames = new Map<number, { readonly frame: Uint8Array; readonly probe: number | undefined }>()
  #flights = 0

  constructor({ file, wires, seed }: HubOptions, hooks: HubHooks) {
    this.#hooks = hooks
    this.#fabric = new Fabric({
      schedule: (at, arrival) => this.#queue.push(at, arrival),
      hop: () => {},
      dropped: () => {},
    })
    this.#fabric.addRule((packet, from) => {
      const probe = this.#frames.get(packet.flight.id)?.probe
      if (probe !== undefined && packet.error === undefined) hooks.crossed(probe, from.segment.name, packet)
      return "pass"
    })
    const topology = new Topology(file, {
      fabric: this.#fabric,
      rng: Rng.seeded(seed),
      stationFor: ({ name }): Station => ({ name, receive: (packet, at) => this.#arrived(packet, at) }),
    })
    for (const name of Object.keys(file.nodes)) topology.addHost(file, name, { onDatagram() {}, onEcho() {} })
    this.#attachments = wires.map((wire) => attachmentOf(topology, wire))
    for (const [i, wire] of wires.entries()) this.#wireAt.set(this.#attachment(i), wire)
  }

  /** When something on its way is due. */
  get nextAt(): Instant {
    return this.#queue.nextAt
  }

  /** A frame came from the device at the end of a wire. */
  receive(wire: number, frame: Uint8Array, now: Instant): void {
    const content = readFrame(frame)
    if (content === undefined || prefixContains(LINK_LOCAL, content.source.address)) return
    const id = this.#flights++
    this.#frames.set(id, { frame, probe: content.probe })
    this.#fabric.send(packetOf(content, id), this.#attachment(wire), now)
  }

  /** All that is due by now arrives. */
  advance(now: Instant): void {
    while (this.#queue.nextAt <= now) {
      const at = this.#queue.nextAt
      const arrival = this.#queue.pop()
      if (arrival !== undefined) this.#fabric.arrive(arrival, at)
    }
  }

  #arrived(packet: Packet, at: Attachment): void {
    const known = this.#frames.get(packet.flight.id)
    const wire = this.#wireAt.get(at)
    if (known === undefined || wire === undefined) return
    const isOurs = packet.error !== undefined && readFrame(known.frame)?.error === undefined
    const frame = isOurs ? timeExceeded(known.frame, packet.source.address) : known.frame
    this.#hooks.emit(wire.index, readdressed(frame, octetsOf(wire.mac), packet.ttl))
  }

  #attachment(wire: number): Attachment {
    return present(this.#attachments[wire], "wires are numbered by their place")
  }
}

/**
 * As which a router without any other IPv6 address tells of errors. RFC 4291 section 2.5.6: no router forwards that; and
 * in the simulator, which has no such addresses, it tells nothing.
 */
const LINK_LOCAL = prefix("fe80::/10")

/** As long on the wire as it is, whatever it holds. */
function packetOf({ source, destination, ttl, error, length }: FrameContent, id: number): Packet {
  const headers = source.address.includes(":") ? 48 : 28
  const payload = new Uint8Array(Math.max(0, length - headers))
  return { source, destination, payload, ttl, flight: { id, from: 0, to: undefined }, error }
}

function attachmentOf(topology: Topology, { owner, device }: LaidWire): Attachment {
  const router = topology.routers.get(owner)
  if (router !== undefined) {
    return present(device === OUTSIDE ? router.outer : router.inner, "a router has two sides")
  }
  return present(topology.hosts.get(owner)?.interface(device)?.attachment, "wires are laid from interfaces")
}

const octetsOf = (mac: string): Uint8Array => Uint8Array.from(mac.split(":"), (text) => Number.parseInt(text, 16))
