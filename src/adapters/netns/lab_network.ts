/**
 * The descriptors of one lab: the wires that end in its hub, the UDP ports of its hosts, and conntrack of its routers; and
 * a clock by which things are done in it. Several labs can be played side by side by one thread.
 */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import { type Family, familyOf } from "../../domain/net/ip_address.ts"
import { Conntrack } from "./conntrack.ts"
import type { IcmpError } from "./icmp_report.ts"
import { Poller } from "./poller.ts"
import { type Datagram, type SendFailure, UdpPort } from "./udp_port.ts"
import { Wire } from "./wire.ts"

export interface LabPlan {
  readonly hub: string
  /** Devices in the hub, by the number of their wire. */
  readonly wires: readonly string[]
  readonly ports: readonly LabPort[]
  /** Namespaces in which conntrack is at work. */
  readonly tracking: readonly string[]
}

export interface LabPort {
  readonly namespace: string
  readonly family: Family
  readonly port: number
}

/** Times are in microseconds since the lab's clock began. */
export interface LabHooks {
  readonly onFrame: (wire: number, frame: Uint8Array, now: number) => void
  readonly onDatagram: (at: LabPort, datagram: Datagram) => void
  readonly onError: (at: LabPort, error: IcmpError) => void
  /** When the hooks have something to do; Infinity for nothing. */
  readonly nextAt: () => number
  readonly due: (now: number) => void
}

type Source =
  | { readonly descriptor: number; readonly lab: LabNetwork; readonly wire: Wire; readonly number: number }
  | { readonly descriptor: number; readonly lab: LabNetwork; readonly port: UdpPort; readonly at: LabPort }

export class LabNetwork implements Disposable {
  /** In microseconds, how long something that came in may have waited at most. */
  lateness = 0
  readonly #hooks: LabHooks
  readonly #wires: readonly Wire[]
  readonly #ports: readonly (readonly [LabPort, UdpPort])[]
  readonly #tracking = new Map<string, Conntrack>()

  constructor({ hub, wires, ports, tracking }: LabPlan, hooks: LabHooks) {
    this.#hooks = hooks
    this.#wires = wires.map((device) => new Wire({ namespace: hub, device }))
    this.#ports = ports.map((one) => [one, new UdpPort(one)])
    for (const namespace of tracking) this.#tracking.set(namespace, new Conntrack(namespace))
  }

  emit(wire: number, frame: Uint8Array): void {
    this.#wires[wire]?.send(frame)
  }

  /** Why it did not leave; undefined if it did. */
  send(from: Omit<LabPort, "family">, payload: Uint8Array, to: Endpoint, ttl: number): SendFailure | undefined {
    const family = familyOf(to.address)
    const found = this.#ports.find(([{ namespace, port, family: own }]) =>
      namespace === from.namespace && port === from.port && own === family
    )
    return found === undefined ? { code: "EAFNOSUPPORT" } : found[1].send(payload, to, ttl)
  }

  /** Conntrack of all routers forgets what is over. */
  collect(): void {
    for (const one of this.#tracking.values()) one.collect()
  }

  flush(namespace: string): void {
    this.#tracking.get(namespace)?.flush()
  }

  close(): void {
    for (const one of this.#wires) one.close()
    for (const [, port] of this.#ports) port.close()
    for (const one of this.#tracking.values()) one.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Plays labs at once until `isOver` says so. Their clocks begin now. */
  static async play(labs: readonly LabNetwork[], isOver: (now: number) => boolean): Promise<void> {
    const poller = new Poller<Source>()
    for (const source of labs.flatMap((lab) => lab.#sources())) poller.add(source)
    const begin = performance.now()
    const clock = (): number => Math.round((performance.now() - begin) * 1000)
    let lookedAt = 0
    for (let now = clock(); !isOver(now); now = clock()) {
      let next = now + LONGEST_WAIT
      for (const lab of labs) {
        lab.#hooks.due(now)
        next = Math.min(next, lab.#hooks.nextAt())
      }
      const busy = clock() - lookedAt
      const ready = await poller.wait(Math.max(0, (next - clock()) / 1000))
      lookedAt = clock()
      for (const { source } of ready) {
        source.lab.lateness = Math.max(source.lab.lateness, busy + clock() - lookedAt)
        source.lab.#ready(source, clock)
      }
    }
  }

  #sources(): readonly Source[] {
    return [
      ...this.#wires.map((wire, number): Source => ({ descriptor: wire.descriptor, lab: this, wire, number })),
      ...this.#ports.map(([at, port]): Source => ({ descriptor: port.descriptor, lab: this, port, at })),
    ]
  }

  #ready(source: Source, clock: () => number): void {
    if ("wire" in source) {
      for (let frame = source.wire.receive(); frame !== undefined; frame = source.wire.receive()) {
        this.#hooks.onFrame(source.number, frame, clock())
      }
      return
    }
    const { port, at } = source
    for (let one = port.receive(); one !== undefined; one = port.receive()) this.#hooks.onDatagram(at, one)
    for (let one = port.nextError(); one !== undefined; one = port.nextError()) this.#hooks.onError(at, one)
  }
}

/** Microseconds; longer than the poller sleeps at a time. */
const LONGEST_WAIT = 50_000
