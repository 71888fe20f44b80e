/**
 * One end of a tunnel, put together as a line is but for its loop: real sockets on the loopback, the real ciphers and a
 * real device. In the place of the TUN is one end of a pair of descriptors, and in that of the host the other.
 */
import { nativeSuite } from "../../src/adapters/crypto/native_suite.ts"
import { Acceptor } from "../../src/adapters/dataplane/acceptor.ts"
import { PLACES } from "../../src/adapters/dataplane/arena.ts"
import { chooseCipher } from "../../src/adapters/dataplane/cipher_choice.ts"
import { loadPackets } from "../../src/adapters/dataplane/packets.ts"
import { Transmitter } from "../../src/adapters/dataplane/transmitter.ts"
import { TunWriter } from "../../src/adapters/dataplane/tun_writer.ts"
import { wayTo } from "../../src/adapters/dataplane/way.ts"
import { Ways } from "../../src/adapters/dataplane/ways.ts"
import { libc } from "../../src/adapters/linux/libc.ts"
import { type Instant, instant, millis } from "../../src/domain/net/instant.ts"
import type { Family } from "../../src/domain/net/ip_address.ts"
import { prefix } from "../../src/domain/net/prefix.ts"
import { publicKeyOf } from "../../src/domain/public_key.ts"
import { Device } from "../../src/domain/wireguard/device.ts"
import { Rng } from "../../src/sim/rng.ts"
import { packetPair, readPacket } from "./test_calls.ts"
import { UdpEnd } from "./udp_end.ts"

export interface EndOptions {
  readonly seed: number
  readonly cipher: "libcrypto" | "wasm" | undefined
  readonly mtu: number
}

export class TunnelEnd {
  now: Instant = instant(0)
  readonly udp = new UdpEnd()
  readonly keys
  readonly device: Device
  readonly transmitter: Transmitter
  readonly acceptor: Acceptor
  readonly writer: TunWriter
  readonly #tun = packetPair()

  constructor({ seed, cipher: wanted, mtu }: EndOptions) {
    const { arena, sender, receiver } = this.udp
    const random = Rng.seeded(seed)
    this.keys = nativeSuite.keyPair(random.fill(new Uint8Array(32)))
    const times = { unixMicrosAtZero: 1_750_000_000_000_000, stampFloor: undefined, busyAbove: 1_000 }
    this.device = new Device({ suite: nativeSuite, keys: this.keys, random, mtu, ...times })
    const packets = loadPackets(arena.memory)
    const cipher = chooseCipher(arena, packets, wanted)
    const tun = { descriptor: this.#tun[0], name: "none", hasTcpOffload: true, hasUdpOffload: true }
    this.writer = new TunWriter({ arena, packets, tun, troubles: this.udp.failures })
    this.transmitter = new Transmitter({ arena, packets, cipher, sender, ways: new Ways() }, this.device, mtu)
    this.acceptor = new Acceptor({ arena, cipher, receiver, writer: this.writer }, this.device)
  }

  [Symbol.dispose](): void {
    this.udp[Symbol.dispose]()
    for (const end of this.#tun) libc().close(end)
  }

  get name() {
    return publicKeyOf(this.keys.publicKey)
  }

  /** The one tunnel that there is. */
  get tunnel() {
    const [tunnel] = this.device.tunnels.values()
    if (tunnel === undefined) throw new Error("there is a peer")
    return tunnel
  }

  introduce(other: TunnelEnd, ...prefixes: readonly string[]): void {
    const allowedIps = prefixes.map((one) => prefix(one))
    const config = { publicKey: other.name, presharedKey: undefined, allowedIps, keepalive: millis(0) }
    this.device.setPeer(config, this.now)
  }

  /** Each one read of the TUN; then all that was read is sent. */
  read(...reads: readonly Uint8Array[]): void {
    for (const read of reads) {
      this.udp.arena.bytes.set(read, PLACES.tunRead)
      this.transmitter.take(read.length, this.now)
    }
    this.transmitter.flush(this.now)
    this.perform()
  }

  /** Sends what the device wants to be sent. */
  perform(): void {
    for (let outputs = this.device.drain(); outputs.length > 0; outputs = this.device.drain()) {
      for (const output of outputs) {
        if (output._tag === "Transmit") this.udp.send(wayTo(output.to, output.source), output.datagram)
      }
    }
  }

  /** Takes what came to its sockets within so many milliseconds of silence; how many calls that were. */
  take(silence = 20): number {
    let count = 0
    this.udp.each(silence, (at, length) => {
      this.acceptor.take(at, length, this.now)
      this.writer.flush()
      count++
    })
    this.perform()
    return count
  }

  /** What the host got, each with its virtio_net_hdr. */
  written(): readonly Uint8Array[] {
    const all: Uint8Array[] = []
    for (let one = readPacket(this.#tun[1]); one !== undefined; one = readPacket(this.#tun[1])) all.push(one)
    return all
  }

  /** The same without that, where it asks for nothing. */
  packets(): readonly Uint8Array[] {
    return this.written().map((one) => one.subarray(10))
  }
}

const INNER = { one: ["10.0.0.1/32", "fd00::1/128"], two: ["10.0.0.2/32", "fd00::2/128"] } as const

/** Two ends that know each other, as 10.0.0.1 and 10.0.0.2, fd00::1 and fd00::2; the first knows where the second is. */
export class TunnelEnds {
  readonly one: TunnelEnd
  readonly two: TunnelEnd

  constructor({ family = "v4", seed = 1, cipher }: {
    readonly family?: Family
    readonly seed?: number
    readonly cipher?: "libcrypto" | "wasm"
  } = {}) {
    this.one = new TunnelEnd({ seed, cipher, mtu: 1420 })
    this.two = new TunnelEnd({ seed: seed + 1, cipher, mtu: 1420 })
    this.one.introduce(this.two, ...INNER.two)
    this.two.introduce(this.one, ...INNER.one)
    this.one.device.setEndpoint(this.two.name, this.two.udp.endpoint(family), this.one.now)
  }

  [Symbol.dispose](): void {
    this.one[Symbol.dispose]()
    this.two[Symbol.dispose]()
  }

  /** Until neither hears of the other any more. */
  settle(): void {
    while (this.two.take() + this.one.take() > 0);
  }

  set now(now: Instant) {
    this.one.now = now
    this.two.now = now
  }

  /** A handshake, without data. */
  connect(): this {
    const config = {
      publicKey: this.two.name,
      presharedKey: undefined,
      allowedIps: INNER.two.map((one) => prefix(one)),
    }
    this.one.device.setPeer({ ...config, keepalive: millis(25_000) }, this.one.now)
    this.one.device.setPeer({ ...config, keepalive: millis(0) }, this.one.now)
    this.one.perform()
    this.settle()
    return this
  }
}
