/**
 * What is sent, drawn at random but not at random alone: mostly between ports and addresses that have to do with each
 * other, again and again, in answer to each other, and on both sides of the moment when something is forgotten.
 */
import { type Endpoint, endpointOf } from "../../src/domain/net/endpoint.ts"
import { type Instant, instant } from "../../src/domain/net/instant.ts"
import { familyOf, type IpAddress, ipAddress } from "../../src/domain/net/ip_address.ts"
import { ModelLab } from "../../src/sim/lab/model.ts"
import type { Outcome } from "../../src/sim/lab/outcome.ts"
import type { Probe, Schedule } from "../../src/sim/lab/probe.ts"
import { addressesOf, INTERNET } from "../../src/sim/scenario/networks.ts"
import { isTranslating } from "../../src/sim/scenario/profiles.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import type { Dice } from "./dice.ts"
import { PORTS } from "./random_router.ts"
import type { Kind } from "./script.ts"

type Sending = Omit<Probe, "at">

export function randomSchedule(dice: Dice, kind: Kind, file: ScenarioFile): Schedule {
  const writer = new Writer(dice, kind, file)
  const count = dice.between(12, MOST_PROBES)
  for (let i = 0; i < count && !writer.isLate; i++) writer.write()
  return writer.schedule
}

const MOST_PROBES = 50
const BEGIN_MS = 100
const END_MS = 7_500
/** By then nothing is under way any more. */
const QUIET_MS = 150
/** Where nobody listens unless somebody sends from it; never the port on which the simulator's hosts answer to all. */
const CLOSED = 9
const NOBODY = ["198.51.100.250", "203.0.113.99", "10.1.0.250", "10.99.0.1", "2001:db8::dead", "2001:db8:1::dead"]
/** In milliseconds: the timers there are, and the age at which a flow becomes a stream. */
const TIMERS_MS: readonly [number, ...number[]] = [1_000, 2_000, 2_000, 3_000, 4_000]

class Writer {
  readonly #dice: Dice
  readonly #kind: Kind
  readonly #file: ScenarioFile
  readonly #nodes: readonly string[]
  readonly #addresses: ReadonlyMap<string, readonly IpAddress[]>
  readonly #ports: readonly number[]
  readonly #probes: Probe[] = []
  readonly #flushes: { readonly at: Instant; readonly router: string }[] = []
  #nowMs = BEGIN_MS

  constructor(dice: Dice, kind: Kind, file: ScenarioFile) {
    this.#dice = dice
    this.#kind = kind
    this.#file = file
    this.#nodes = Object.keys(file.nodes)
    this.#ports = dice.some(dice.between(1, 3), PORTS)
    this.#addresses = new Map(
      Object.entries(file.nodes).map(([name, { interfaces }]) => [
        name,
        Object.values(interfaces).flatMap(({ address }) => addressesOf(address)),
      ]),
    )
  }

  get isLate(): boolean {
    return this.#nowMs > END_MS
  }

  get schedule(): Schedule {
    return { probes: this.#probes, flushes: this.#flushes, isTidy: true }
  }

  write(): void {
    const dice = this.#dice
    const sending = this.#reprise() ?? dice.weighted<() => Sending | undefined>(
      [35, () => this.#answer()],
      [20, () => this.#again()],
      [45, () => this.#fresh()],
    )() ?? this.#fresh()
    this.#probes.push({ ...sending, at: instant(this.#nowMs * 1_000) })
    if (dice.chance(this.#kind === "flushes" ? 12 : 1)) this.#flush()
    this.#nowMs += dice.chance(85) ? dice.between(80, 150) : dice.between(150, 500)
  }

  #flush(): void {
    const router = this.#dice.maybe(Object.keys(this.#file.routers ?? {}))
    if (router === undefined) return
    this.#nowMs += QUIET_MS
    this.#flushes.push({ at: instant(this.#nowMs * 1_000), router })
  }

  /** An earlier one or its answer, when it has just been forgotten or is just about to be. */
  #reprise(): Sending | undefined {
    const dice = this.#dice
    if (this.#probes.length === 0 || !dice.chance(12)) return undefined
    const number = dice.between(0, this.#probes.length - 1)
    const earlier = this.#probes[number]
    if (earlier === undefined) return undefined
    const atMs = earlier.at / 1_000 + dice.pick(TIMERS_MS) + dice.between(180, 350) * (dice.chance(50) ? 1 : -1)
    if (atMs < this.#nowMs || atMs > END_MS) return undefined
    this.#nowMs = atMs
    return dice.chance(50) ? this.#answerTo(number) ?? earlier : earlier
  }

  #again(): Sending | undefined {
    return this.#dice.maybe(this.#probes.slice(-12))
  }

  /** To one of the last that arrived. */
  #answer(): Sending | undefined {
    const arrived = this.#outcomes().flatMap(({ deliveries: [got] }, number) =>
      got === undefined ? [] : [{ number, got }]
    )
    const chosen = this.#dice.maybe(arrived.slice(-6))
    return chosen && this.#answerTo(chosen.number, chosen.got)
  }

  #answerTo(number: number, got = this.#outcomes()[number]?.deliveries[0]): Sending | undefined {
    if (got === undefined) return undefined
    return { from: got.node, port: got.destination.port, to: { answering: number }, ttl: this.#ttl() }
  }

  #outcomes = (): readonly Outcome[] => new ModelLab(this.#file, this.schedule, { seed: 1 }).run()

  #fresh(): Sending {
    const dice = this.#dice
    const from = dice.maybe(this.#nodes) ?? ""
    const families = new Set((this.#addresses.get(from) ?? []).map(familyOf))
    for (;;) {
      const to = this.#target(from)
      if (to === undefined || !families.has(familyOf(to.address))) continue
      return { from, port: this.#port(), to, ttl: this.#ttl() }
    }
  }

  #port = (): number => this.#dice.maybe(this.#ports) ?? CLOSED

  #ttl(): number {
    const dice = this.#dice
    return dice.chance(this.#kind === "icmp-errors" ? 35 : 6) ? dice.pick([1, 2, 3, 4, 7, 8, 9, 10]) : 64
  }

  #target(from: string): Endpoint | undefined {
    const dice = this.#dice
    const address = dice.weighted<() => IpAddress | undefined>(
      [45, () => this.#nodeAddress((node) => node !== from && this.#isPublic(node))],
      [35, () => this.#routerAddress(from)],
      [16, () => this.#insideAddress(from)],
      [4, () => ipAddress(dice.maybe(NOBODY) ?? "")],
    )()
    if (address === undefined) return undefined
    return endpointOf(address, dice.chance(this.#kind === "icmp-errors" ? 25 : 6) ? CLOSED : this.#port())
  }

  #isPublic(node: string): boolean {
    return Object.values(this.#file.nodes[node]?.interfaces ?? {}).some(({ on }) => on === INTERNET)
  }

  #nodeAddress(isWanted: (node: string) => boolean): IpAddress | undefined {
    return this.#dice.maybe(this.#nodes.filter(isWanted).flatMap((node) => this.#addresses.get(node) ?? []))
  }

  /** From outside, addresses that are translated lead nowhere. */
  #insideAddress(from: string): IpAddress | undefined {
    const isOutside = this.#isPublic(from)
    const address = this.#nodeAddress((node) => node !== from && !this.#isPublic(node))
    const isHidden = address !== undefined && isOutside && this.#isHidden(address)
    return isHidden && this.#dice.chance(90) ? undefined : address
  }

  #isHidden(address: IpAddress): boolean {
    return familyOf(address) === "v4" && Object.values(this.#file.routers ?? {}).some(isTranslating)
  }

  /** One's own router, too, but not so often; and none that is only a firewall, which the model knows no address of. */
  #routerAddress(from: string): IpAddress | undefined {
    const routers = Object.entries(this.#file.routers ?? {}).filter(([, { linux }]) => linux !== undefined)
    const own = Object.values(this.#file.nodes[from]?.interfaces ?? {}).map(({ on }) => on)
    const wanted = this.#dice.chance(80) ? routers.filter(([name]) => !own.includes(name)) : routers
    return this.#dice.maybe(wanted.flatMap(([, { outside }]) => addressesOf(outside)))
  }
}
