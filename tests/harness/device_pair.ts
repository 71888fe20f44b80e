/**
 * Two devices, a wire with a one-way delay and a virtual clock that jumps from event to event: the smallest world in
 * which WireGuard can be watched. Each datagram is logged when it is sent.
 */
import { Device, type DeviceOptions } from "../../src/domain/wireguard/device.ts"
import type { DeviceOutput } from "../../src/domain/wireguard/device_output.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"
import type { Suite } from "../../src/domain/wireguard/suite.ts"
import { type Endpoint, endpoint } from "../../src/domain/net/endpoint.ts"
import { after, type Duration, type Instant, instant, millis } from "../../src/domain/net/instant.ts"
import { ipAddress } from "../../src/domain/net/ip_address.ts"
import { prefix } from "../../src/domain/net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../../src/domain/public_key.ts"
import { Rng } from "../../src/sim/rng.ts"

export type Side = 0 | 1
export const other = (side: Side): Side => (side === 0 ? 1 : 0)

/** Message types by name. */
const KINDS = ["?", "initiation", "response", "cookie", "data"] as const

export interface Sent {
  readonly at: Instant
  readonly from: Side
  /** "keepalive" for an empty transport message. */
  readonly kind: string
  readonly datagram: Uint8Array
}

export interface PairOptions {
  readonly suite?: Suite
  readonly seed?: number
  readonly delay?: Duration
  readonly keepalive?: readonly [Duration, Duration]
  readonly presharedKeys?: readonly [Uint8Array | undefined, Uint8Array | undefined]
  readonly endpoints?: readonly [boolean, boolean]
  readonly device?: Partial<DeviceOptions>
}

interface InFlight {
  readonly at: Instant
  readonly to: Side
  readonly from: Endpoint
  readonly datagram: Uint8Array
}

export class DevicePair {
  now = instant(0)
  /** While true, what is sent disappears. */
  isCut = false
  /** What of that disappears anyway. */
  loses: (one: Sent) => boolean = () => false
  readonly keys: readonly [PublicKey, PublicKey]
  readonly devices: readonly [Device, Device]
  readonly addresses: [Endpoint, Endpoint] = [endpoint("192.0.2.1:51820"), endpoint("192.0.2.2:51820")]
  readonly sent: Sent[] = []
  readonly outputs: readonly [DeviceOutput[], DeviceOutput[]] = [[], []]
  readonly #delay: Duration
  #flying: InFlight[] = []

  constructor(options: PairOptions = {}) {
    const suite = options.suite ?? nobleSuite
    this.#delay = options.delay ?? millis(10)
    const rng = Rng.seeded(options.seed ?? 1)
    const pairs = [0, 1].map((side) => suite.keyPair(rng.split(`key ${side}`).fill(new Uint8Array(32))))
    const [first, second] = pairs
    if (first === undefined || second === undefined) throw new Error("two key pairs were made")
    const device = (keys: typeof first, side: Side): Device =>
      new Device({
        suite,
        keys,
        random: rng.split(`device ${side}`),
        mtu: 1420,
        unixMicrosAtZero: 1_750_000_000_000_000,
        stampFloor: undefined,
        busyAbove: 1000,
        ...options.device,
      })
    this.keys = [publicKeyOf(first.publicKey), publicKeyOf(second.publicKey)]
    this.devices = [device(first, 0), device(second, 1)]
    for (const side of [0, 1] as const) this.#introduce(side, options)
  }

  #introduce(side: Side, { keepalive, presharedKeys, endpoints }: PairOptions): void {
    const peer = this.keys[other(side)]
    if (endpoints?.[side] !== false) this.setUp(side, peer, presharedKeys?.[side])
    else this.#configure(side, peer, presharedKeys?.[side])
    const interval = keepalive?.[side]
    if (interval !== undefined) {
      this.devices[side].setPeer({ ...this.#config(side, peer, presharedKeys?.[side]), keepalive: interval }, this.now)
    }
    this.#collect(side)
  }

  setUp(side: Side, peer: PublicKey, presharedKey: Uint8Array | undefined, keepalive = millis(0)): void {
    this.devices[side].setPeer({ ...this.#config(side, peer, presharedKey), keepalive }, this.now)
    this.devices[side].setEndpoint(peer, this.addresses[other(side)], this.now)
    this.#collect(side)
  }

  #configure(side: Side, peer: PublicKey, presharedKey: Uint8Array | undefined): void {
    this.devices[side].setPeer(this.#config(side, peer, presharedKey), this.now)
  }

  #config(side: Side, publicKey: PublicKey, presharedKey: Uint8Array | undefined) {
    return { publicKey, presharedKey, allowedIps: [prefix(`10.0.0.${2 - side}/32`)], keepalive: millis(0) }
  }

  /** An IPv4 packet from the inner address of `side` to the other's, `size` bytes in all. */
  packet(side: Side, size = 84): Uint8Array {
    const bytes = new Uint8Array(size)
    bytes.set([0x45, 0, size >> 8, size & 0xff])
    bytes.set([10, 0, 0, side + 1, 10, 0, 0, 2 - side], 12)
    return bytes
  }

  send(side: Side, packet = this.packet(side)): void {
    this.devices[side].send(packet, this.now)
    this.#collect(side)
  }

  /** Hands a datagram to `side` now, from wherever one likes. */
  inject(side: Side, datagram: Uint8Array, from = this.addresses[other(side)]): string | undefined {
    const reason = this.devices[side].receive(datagram, { from, to: ipAddress("192.0.2.9") }, this.now)
    this.#collect(side)
    return reason
  }

  /** Runs until `length` later. */
  advance(length: Duration): void {
    const end = after(this.now, length)
    for (;;) {
      const next = this.#nextInstant()
      if (next > end) break
      this.now = next
      this.#step()
    }
    this.now = end
  }

  /** All that was sent of one kind, in order. */
  datagrams(kind: string, side?: Side): Uint8Array[] {
    return this.sent.filter((one) => one.kind === kind && (side === undefined || one.from === side)).map((one) =>
      one.datagram
    )
  }

  /** Those of one side and one kind, as microsecond instants. */
  times(kind: string, side?: Side): number[] {
    return this.sent.filter((one) => one.kind === kind && (side === undefined || one.from === side)).map((one) =>
      one.at
    )
  }

  tags(side: Side, tag: DeviceOutput["_tag"]): DeviceOutput[] {
    return this.outputs[side].filter((output) => output._tag === tag)
  }

  #nextInstant(): Instant {
    const arrivals = this.#flying.map((packet) => packet.at)
    return instant(Math.min(this.devices[0].deadline().at, this.devices[1].deadline().at, ...arrivals))
  }

  #step(): void {
    const due = this.#flying.filter((packet) => packet.at <= this.now)
    this.#flying = this.#flying.filter((packet) => packet.at > this.now)
    for (const { to, from, datagram } of due) this.inject(to, datagram, from)
    for (const side of [0, 1] as const) {
      if (this.devices[side].deadline().at > this.now) continue
      this.devices[side].wake(this.now)
      this.#collect(side)
    }
  }

  #collect(side: Side): void {
    for (const output of this.devices[side].drain()) {
      this.outputs[side].push(output)
      if (output._tag !== "Transmit") continue
      const { datagram } = output
      const kind = datagram.length === 32 ? "keepalive" : KINDS[datagram[0] ?? 0] ?? "?"
      const one = { at: this.now, from: side, kind, datagram }
      this.sent.push(one)
      if (this.isCut || this.loses(one)) continue
      this.#flying.push({ at: after(this.now, this.#delay), to: other(side), from: this.addresses[side], datagram })
    }
  }
}
