/**
 * The loop of one WireGuard interface: a thread that sleeps in poll(2) until the TUN, a socket, a timer of the domain's or
 * somebody who has something to say wakes it, and never returns to an event loop. Everything it needs is opened before.
 */
import { present } from "../../domain/assert.ts"
import type { Instant } from "../../domain/net/instant.ts"
import type { Device } from "../../domain/wireguard/device.ts"
import type { DeviceOutput } from "../../domain/wireguard/device_output.ts"
import { libc } from "../linux/libc.ts"
import { Acceptor } from "./acceptor.ts"
import { Arena, PLACES } from "./arena.ts"
import { type Calls, calls, EBADFD, EINTR, errno } from "./calls.ts"
import { chooseCipher } from "./cipher_choice.ts"
import type { Clock } from "./clock.ts"
import type { LineNews } from "./line_news.ts"
import { loadPackets } from "./packets.ts"
import { Poll } from "./poll.ts"
import { Receiver } from "./receiver.ts"
import { Sender } from "./sender.ts"
import type { TransportCipher } from "./transport_cipher.ts"
import { TroubleLog } from "./trouble_log.ts"
import { InterfaceGone, type Tun } from "./tun.ts"
import { TunWatch } from "./tun_watch.ts"
import { TunWriter } from "./tun_writer.ts"
import { Transmitter, VIRTIO_HEADER } from "./transmitter.ts"
import { closeUdpSockets, type UdpSockets } from "./udp_sockets.ts"
import { wayTo } from "./way.ts"
import { Ways } from "./ways.ts"

export interface LineHooks {
  /** What is written to the bell was heard. False ends the loop. */
  readonly onBell: () => boolean
  /** Other than what is to be sent. */
  readonly onOutput: (output: DeviceOutput) => void
  readonly onNews: (news: LineNews) => void
}

export interface LineOptions {
  readonly tun: Tun
  readonly sockets: UdpSockets
  /** An eventfd. */
  readonly bell: number
  readonly device: Device
  readonly clock: Clock
  readonly cipher: "libcrypto" | "wasm" | undefined
  readonly hooks: LineHooks
}

export class Line {
  readonly cipher: TransportCipher
  readonly #arena = new Arena()
  readonly #calls: Calls = calls()
  readonly #tun: Tun
  readonly #hooks: LineHooks
  readonly #receiver: Receiver
  readonly #sender: Sender
  readonly #writer: TunWriter
  readonly #transmitter: Transmitter
  readonly #acceptor: Acceptor
  readonly #poll: Poll
  readonly #clock: Clock
  readonly #troubles: TroubleLog
  readonly #tunWatch: TunWatch
  #sockets: UdpSockets
  #device: Device
  #lookedAt = 0

  constructor({ tun, sockets, bell, device, clock, cipher, hooks }: LineOptions) {
    const arena = this.#arena
    const packets = loadPackets(arena.memory)
    const ways = new Ways()
    this.#tun = tun
    this.#sockets = sockets
    this.#device = device
    this.#clock = clock
    this.#hooks = hooks
    this.cipher = chooseCipher(arena, packets, cipher)
    this.#troubles = new TroubleLog(() => clock.now(), hooks.onNews)
    this.#tunWatch = new TunWatch(tun, hooks.onNews)
    this.#receiver = new Receiver(arena)
    this.#sender = new Sender(arena, sockets, this.#troubles)
    this.#writer = new TunWriter({ arena, packets, tun, troubles: this.#troubles })
    this.#transmitter = new Transmitter({ arena, packets, cipher: this.cipher, sender: this.#sender, ways }, device, 0)
    this.#acceptor = new Acceptor(
      { arena, cipher: this.cipher, receiver: this.#receiver, writer: this.#writer },
      device,
    )
    this.#poll = new Poll(arena, bell)
    this.#watch()
  }

  /** Other keys: the peers were told to the new device already. */
  setDevice(device: Device): void {
    device.setMtu(this.#transmitter.mtu)
    this.#device = device
    this.#transmitter.setDevice(device)
    this.#acceptor.setDevice(device)
  }

  setSockets(sockets: UdpSockets): void {
    closeUdpSockets(this.#sockets)
    this.#sockets = sockets
    this.#sender.setSockets(sockets)
    this.#watch()
  }

  /** Until the bell ends it, or the interface is gone, which throws `InterfaceGone`. */
  run(): void {
    for (;;) {
      const now = this.#clock.now()
      this.#lookAround(now)
      if (this.#device.nextAt <= now) this.#device.wake(now)
      this.#perform()
      const ready = this.#poll.wait(
        Math.max(0, Math.min(LONGEST_WAIT_MS, Math.ceil((this.#device.nextAt - now) / 1000))),
      )
      if (ready.bell && !this.#hooks.onBell()) return
      if (ready.others) this.#drain()
    }
  }

  close(): void {
    closeUdpSockets(this.#sockets)
    libc().close(this.#tun.descriptor)
  }

  /** In turns, so that neither way starves the other, and not so long that timers wait. */
  #drain(): void {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const now = this.#clock.now()
      const out = this.#drainTun(now)
      const into = this.#drainSockets(now)
      this.#perform()
      if (!out && !into) return
    }
  }

  #drainTun(now: Instant): boolean {
    let any = false
    for (let reads = 0; reads < MOST_READS && !this.#transmitter.isFull; reads++) {
      const place = this.#arena.address(PLACES.tunRead)
      const length = this.#calls.read(this.#tun.descriptor, place, LONGEST_READ)
      if (length < 0 && !isOver(errno())) continue
      if (length <= VIRTIO_HEADER) break
      any = true
      this.#transmitter.take(length, now)
    }
    this.#transmitter.flush(now)
    return any
  }

  #drainSockets(now: Instant): boolean {
    let at: number = PLACES.incoming
    for (const socket of [this.#sockets.v4, this.#sockets.v6]) {
      if (socket !== undefined) at = this.#drainSocket(socket, at, now)
    }
    if (at > PLACES.incoming) this.#writer.flush()
    return at > PLACES.incoming
  }

  /** Where the next datagrams go. Each socket has a budget of its own, and calls that bring nothing use it up, too. */
  #drainSocket(socket: number, begin: number, now: Instant): number {
    let at = begin
    while (at < begin + INCOMING_BUDGET) {
      const length = this.#receiver.receive(socket, at, LONGEST_DATAGRAMS)
      if (length < 0 && errno() !== EINTR) break
      if (length >= 0) this.#acceptor.take(at, length, now)
      at += Math.max(64, (length + 63) & ~63)
    }
    return at
  }

  #perform(): void {
    for (let outputs = this.#device.drain(); outputs.length > 0; outputs = this.#device.drain()) {
      for (const output of outputs) {
        if (output._tag === "Transmit") this.#send(output)
        else this.#hooks.onOutput(output)
      }
    }
  }

  #send({ to, source, datagram }: Extract<DeviceOutput, { readonly _tag: "Transmit" }>): void {
    const at = PLACES.outgoing
    this.#arena.bytes.set(datagram, at)
    const { length } = datagram
    this.#sender.send(wayTo(to, source), { at, length, segment: length, ecn: 0 })
  }

  /** What the operator may have changed: looked at about once a second. */
  #lookAround(now: Instant): void {
    if (now < this.#lookedAt) return
    this.#lookedAt = now + LOOK_EVERY
    const socket = this.#sockets.v4 ?? this.#sockets.v6
    const mtu = this.#tunWatch.look(present(socket, "a line has a socket"))
    this.#troubles.look()
    this.#transmitter.mtu = mtu
    this.#device.setMtu(mtu)
    this.#device.setWallClock(this.#clock.unixMicros() - now)
  }

  #watch(): void {
    this.#poll.watch([this.#tun.descriptor, this.#sockets.v4, this.#sockets.v6])
  }
}

/** Whether there is nothing to read for now. */
function isOver(code: number): boolean {
  if (code === EBADFD) throw new InterfaceGone("the interface was deleted")
  return code !== EINTR
}

const LONGEST_WAIT_MS = 1_000
const MOST_TURNS = 16
/** Of packets that go nowhere, too. */
const MOST_READS = 512
const LOOK_EVERY = 1_000_000
const LONGEST_READ = VIRTIO_HEADER + 65_535 + 65
const LONGEST_DATAGRAMS = 65_536
const INCOMING_BUDGET = 65_536
