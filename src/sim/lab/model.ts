/** Plays a schedule of plain datagrams on the simulator's network: its links, firewalls and routers, and no nodes. */
import { present } from "../../domain/assert.ts"
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import { type Arrival, Fabric } from "../fabric/fabric.ts"
import type { Packet } from "../packet.ts"
import { EventQueue } from "../queue.ts"
import { Rng } from "../rng.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import type { Luck } from "../world/boxes.ts"
import { Topology } from "../world/topology.ts"
import { isAnswer, PAYLOAD_LENGTH, type Probe, type Schedule } from "./probe.ts"
import { type Outcome, outcome } from "./outcome.ts"
import { portsOf } from "./sockets.ts"

type Due = Arrival | { readonly _tag: "Send"; readonly number: number } | {
  readonly _tag: "Flush"
  readonly router: string
}

export interface ModelOptions {
  readonly seed: number
  /** Chance of routers, given the number of the probe under way; if left out, from the seed. */
  readonly luck?: (probe: () => number) => Luck
}

export class ModelLab {
  readonly outcomes: readonly Outcome[]
  readonly #schedule: Schedule
  readonly #queue = new EventQueue<Due>()
  readonly #fabric: Fabric
  readonly #topology: Topology
  /** Whose packet is being handled. */
  #current = 0

  constructor(file: ScenarioFile, schedule: Schedule, { seed, luck }: ModelOptions) {
    this.outcomes = schedule.probes.map(outcome)
    this.#schedule = schedule
    this.#fabric = new Fabric({
      schedule: (at, arrival) => this.#queue.push(at, arrival),
      hop: () => {},
      dropped: ({ flight, error }, reason, where) => {
        if (error === undefined) this.#of(flight.id).drops.push(`${reason} at ${where}`)
      },
    })
    this.#fabric.addRule((packet, from) => {
      const { source, destination, flight, error } = packet
      if (error === undefined) this.#of(flight.id).crossings.push({ network: from.segment.name, source, destination })
      return "pass"
    })
    const chance = luck?.(() => this.#current)
    const rng = Rng.seeded(seed)
    this.#topology = new Topology(file, { fabric: this.#fabric, rng, ...(chance && { luck: chance }) })
    for (const name of Object.keys(file.nodes)) this.#settle(file, name)
    for (const [number, { at }] of schedule.probes.entries()) this.#queue.push(at, { _tag: "Send", number })
    for (const { at, router } of schedule.flushes) this.#queue.push(at, { _tag: "Flush", router })
  }

  run(): readonly Outcome[] {
    for (let now = this.#queue.nextAt, due = this.#queue.pop(); due !== undefined; due = this.#queue.pop()) {
      this.#dispatch(due, now)
      now = this.#queue.nextAt
    }
    return this.outcomes
  }

  #dispatch(due: Due, now: Instant): void {
    switch (due._tag) {
      case "Arrival":
        this.#current = due.packet.flight.id
        return this.#fabric.arrive(due, now)
      case "Send":
        return this.#send(due.number, now)
      case "Flush":
        return this.#topology.routers.get(due.router)?.reboot(undefined)
    }
  }

  #send(number: number, now: Instant): void {
    const probe = present(this.#schedule.probes[number], "numbers are places")
    const to = this.#target(probe)
    if (to === undefined) return
    this.#current = number
    this.#of(number).wasSent = true
    if (this.#schedule.isTidy === true) this.#collect(now)
    const flight = { id: number, from: 0, to: undefined }
    const { port, ttl } = probe
    const host = present(this.#topology.hosts.get(probe.from), "the scenario was validated")
    host.send({ to, source: undefined, payload: PAYLOAD, flight, port, ttl }, now)
  }

  #collect(now: Instant): void {
    for (const { box } of this.#topology.routers.values()) box.collect(now)
    for (const { firewall } of this.#topology.hosts.values()) firewall?.collect(now)
  }

  #target({ to }: Probe): Endpoint | undefined {
    return isAnswer(to) ? this.#of(to.answering).deliveries[0]?.source : to
  }

  #settle(file: ScenarioFile, node: string): void {
    const got = ({ flight, source, destination }: Packet): void =>
      void this.#of(flight.id).deliveries.push({ node, source, destination })
    const host = this.#topology.addHost(file, node, {
      onDatagram: got,
      onEcho: got,
      onError: ({ flight, source, error }) => {
        if (error === undefined) return
        const { kind, destination } = error
        this.#of(flight.id).errors.push({ node, kind, by: source.address, about: destination })
      },
      morePorts: portsOf(file, this.#schedule, node),
    })
    host.isListening = true
  }

  #of(number: number): Outcome {
    return present(this.outcomes[number], "numbers are places")
  }
}

const PAYLOAD = new Uint8Array(PAYLOAD_LENGTH)
