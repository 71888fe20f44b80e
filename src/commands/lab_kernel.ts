/**
 * Plays a schedule on real kernels: builds a scenario's network out of namespaces, sends the probes from it, and writes
 * down what is seen of each. The networks between the machines are the simulator's own.
 */
import { LabNetwork, type LabPort } from "../adapters/netns/lab_network.ts"
import type { IcmpError } from "../adapters/netns/icmp_report.ts"
import { performSteps } from "../adapters/netns/perform.ts"
import type { Datagram } from "../adapters/netns/udp_port.ts"
import { endpointOf } from "../domain/net/endpoint.ts"
import { type Instant, instant } from "../domain/net/instant.ts"
import { type Family, familyOf } from "../domain/net/ip_address.ts"
import { probeOf, probePayload } from "../sim/lab/frame.ts"
import { Hub } from "../sim/lab/hub.ts"
import { type Layout, layOut, namespaceOf } from "../sim/lab/namespaces.ts"
import { type Outcome, outcome } from "../sim/lab/outcome.ts"
import { isAnswer, type Schedule } from "../sim/lab/probe.ts"
import { portsOf } from "../sim/lab/sockets.ts"
import type { IcmpErrorKind } from "../sim/packet.ts"
import { addressesOf } from "../sim/scenario/networks.ts"
import type { ScenarioFile } from "../sim/scenario/schema.ts"

export interface KernelLabOptions {
  readonly file: ScenarioFile
  readonly schedule: Schedule
  readonly seed: number
  /** Begins the names of its namespaces. */
  readonly name: string
  /** Everything about probes up to this number is known now. */
  readonly onProgress?: (sent: number) => void
}

type Deed = { readonly at: Instant; readonly probe: number } | { readonly at: Instant; readonly router: string }

export class KernelLab implements Disposable {
  readonly outcomes: readonly Outcome[]
  readonly #options: KernelLabOptions
  readonly #layout: Layout
  readonly #nodeIn = new Map<string, string>()
  readonly #hub: Hub
  readonly #network: LabNetwork
  readonly #deeds: Deed[]
  #lateness = 0

  constructor(options: KernelLabOptions) {
    const { file, schedule, seed, name } = options
    this.#options = options
    this.outcomes = schedule.probes.map(outcome)
    this.#layout = layOut(file, name)
    for (const node of Object.keys(file.nodes)) this.#nodeIn.set(namespaceOf(name, node), node)
    performSteps(this.#layout.steps)
    this.#hub = new Hub({ file, wires: this.#layout.wires, seed }, {
      emit: (wire, frame) => this.#network.emit(wire, frame),
      crossed: (probe, network, { source, destination }) =>
        void this.outcomes[probe]?.crossings.push({ network, source, destination }),
    })
    this.#deeds = [
      ...schedule.probes.map(({ at }, probe) => ({ at, probe })),
      ...schedule.flushes.map(({ at, router }) => ({ at, router })),
    ].sort((a, b) => a.at - b.at)
    this.#network = this.#open()
  }

  /** In microseconds, by how much anything was late: a probe, a frame due at the end of its link, or one that came in. */
  get lateness(): number {
    return Math.max(this.#lateness, this.#network.lateness)
  }

  /** Several labs at once, each to the end of its schedule and a little longer. */
  static async play(labs: readonly KernelLab[], settle: number): Promise<void> {
    const end = Math.max(0, ...labs.map((lab) => lab.#deeds.at(-1)?.at ?? 0)) + settle
    await LabNetwork.play(labs.map((lab) => lab.#network), (now) => now > end)
  }

  /** The namespaces go with it. */
  close(): void {
    this.#network.close()
    const { hub, wires } = this.#layout
    const namespaces = [hub, ...new Set(wires.map(({ namespace }) => namespace))]
    performSteps(namespaces.map((name) => ({ tool: "ip", line: `netns del ${name}` })))
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #open(): LabNetwork {
    const { file, schedule, name } = this.#options
    const routers = Object.keys(file.routers ?? {})
    const guarded = Object.keys(file.nodes).filter((node) => file.nodes[node]?.firewall !== undefined)
    const ports = Object.keys(file.nodes).flatMap((node) =>
      portsOf(file, schedule, node).flatMap((port) =>
        familiesOf(file, node).map((family): LabPort => ({ namespace: namespaceOf(name, node), family, port }))
      )
    )
    return new LabNetwork({
      hub: this.#layout.hub,
      wires: this.#layout.wires.map(({ hubDevice }) => hubDevice),
      ports,
      tracking: [...routers, ...guarded].map((owner) => namespaceOf(name, owner)),
    }, {
      onFrame: (wire, frame, now) => this.#hub.receive(wire, frame, instant(Math.max(0, now))),
      onDatagram: (at, datagram) => this.#received(at, datagram),
      onError: (at, error) => this.#told(at, error),
      nextAt: () => Math.min(this.#hub.nextAt, this.#deeds[0]?.at ?? Number.POSITIVE_INFINITY),
      due: (now) => this.#due(now),
    })
  }

  #due(now: number): void {
    this.#lateness = Math.max(this.#lateness, now - Math.min(this.#hub.nextAt, this.#deeds[0]?.at ?? now))
    this.#hub.advance(instant(now))
    for (let deed = this.#deeds[0]; deed !== undefined && deed.at <= now; deed = this.#deeds[0]) {
      this.#deeds.shift()
      if ("router" in deed) this.#network.flush(namespaceOf(this.#options.name, deed.router))
      else this.#send(deed.probe)
    }
  }

  #send(number: number): void {
    const { schedule: { probes, isTidy = false }, name, onProgress } = this.#options
    const probe = probes[number]
    const known = this.outcomes[number]
    if (probe === undefined || known === undefined) return
    const { from, port, ttl, to: target } = probe
    const to = isAnswer(target) ? this.outcomes[target.answering]?.deliveries[0]?.source : target
    if (to === undefined) return
    if (isTidy) this.#network.collect()
    known.wasSent = true
    const failure = this.#network.send({ namespace: namespaceOf(name, from), port }, probePayload(number), to, ttl)
    if (failure !== undefined) known.drops.push(`${failure.code} at ${from}`)
    onProgress?.(number + 1)
  }

  #received({ namespace, port }: LabPort, { payload, from, to }: Datagram): void {
    const probe = probeOf(payload)
    const node = this.#nodeIn.get(namespace)
    if (probe === undefined || node === undefined) return
    this.outcomes[probe]?.deliveries.push({ node, source: from, destination: endpointOf(to, port) })
  }

  #told({ namespace, family }: LabPort, { type, code, offender, about, payload }: IcmpError): void {
    const probe = probeOf(payload)
    const kind = KINDS[family].get(`${type} ${code}`)
    const node = this.#nodeIn.get(namespace)
    if (probe === undefined || kind === undefined || node === undefined) return
    this.outcomes[probe]?.errors.push({ node, kind, by: offender, about })
  }
}

/** RFC 792 and RFC 4443. */
const KINDS: Readonly<Record<Family, ReadonlyMap<string, IcmpErrorKind>>> = {
  v4: new Map([["3 3", "port-unreachable"], ["11 0", "time-exceeded"]]),
  v6: new Map([["1 4", "port-unreachable"], ["3 0", "time-exceeded"]]),
}

function familiesOf(file: ScenarioFile, node: string): readonly Family[] {
  const { interfaces } = file.nodes[node] ?? { interfaces: {} }
  return [...new Set(Object.values(interfaces).flatMap(({ address }) => addressesOf(address).map(familyOf)))]
}
