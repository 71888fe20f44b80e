/**
 * The way out: packets and super-packets from the TUN, split, padded, sealed in place and sent in runs. Which session, and
 * with which counter, is the domain's to say; what cannot go at once it gets as a copy and keeps.
 */
import type { Instant } from "../../domain/net/instant.ts"
import { TAG_LENGTH } from "../../domain/wireguard/constants.ts"
import type { Device } from "../../domain/wireguard/device.ts"
import { KEEPALIVE_LENGTH, TRANSPORT, TRANSPORT_HEADER } from "../../domain/wireguard/message.ts"
import { paddedLength } from "../../domain/wireguard/padding.ts"
import type { Session } from "../../domain/wireguard/session.ts"
import type { Tunnel } from "../../domain/wireguard/tunnel.ts"
import { type Arena, MOST_SEGMENTS, OUTGOING_LENGTH, PLACES } from "./arena.ts"
import { outerEcn } from "./ecn.ts"
import { type Packets, segmentRoom } from "./packets.ts"
import type { Sender } from "./sender.ts"
import type { TransportCipher } from "./transport_cipher.ts"
import type { Way } from "./way.ts"
import type { Ways } from "./ways.ts"

export interface TransmitterParts {
  readonly arena: Arena
  readonly packets: Packets
  readonly cipher: TransportCipher
  readonly sender: Sender
  readonly ways: Ways
}

export class Transmitter {
  readonly #parts: TransmitterParts
  /** Of the tunnel interface; padding does not go beyond it. */
  mtu: number
  #device: Device
  /** What the packets that wait in the arena have in common. */
  #tunnel: Tunnel | undefined
  #session: Session | undefined
  #ecn = 0
  #count = 0
  #end: number = PLACES.outgoing

  constructor(parts: TransmitterParts, device: Device, mtu: number) {
    this.#parts = parts
    this.#device = device
    this.mtu = mtu
  }

  setDevice(device: Device): void {
    this.#device = device
  }

  /** Whether it should be flushed before anything else. */
  get isFull(): boolean {
    return this.#end - PLACES.outgoing >= BUDGET
  }

  /** One read of the TUN, `length` bytes with their virtio_net_hdr. */
  take(length: number, now: Instant): void {
    const { bytes } = this.#parts.arena
    const at = PLACES.tunRead + VIRTIO_HEADER
    const tunnel = this.#device.routing.peerFor(bytes, at, length - VIRTIO_HEADER)
    if (typeof tunnel === "string") return this.#device.dropped(tunnel)
    const session = tunnel.path.endpoint === undefined ? undefined : tunnel.sendingSession(now)
    const ecn = outerEcn(bytes, at)
    if (session !== this.#session || ecn !== this.#ecn || this.#isTight) this.flush(now)
    const count = this.#split(length)
    if (count < 0) return this.#device.dropped("not-ip")
    this.#tunnel = tunnel
    this.#session = session
    this.#ecn = ecn
    if (session === undefined) this.#stage(count, now)
  }

  /** Seals and sends all that waits. */
  flush(now: Instant): void {
    const [tunnel, session] = [this.#tunnel, this.#session]
    if (tunnel !== undefined && session !== undefined && this.#count > 0) {
      const sealed = this.#seal(session, now)
      const way = this.#parts.ways.of(tunnel)
      const sent = way === undefined ? 0 : this.#send(way, sealed)
      tunnel.sent(session, sent, now)
      this.#device.noted(tunnel)
    }
    this.#empty()
  }

  /** Not room enough for any super-packet. */
  get #isTight(): boolean {
    return this.#end + LONGEST_SPLIT > PLACES.outgoing + OUTGOING_LENGTH || this.#count + MOST_SPLIT > MOST_SEGMENTS
  }

  #split(length: number): number {
    const table = PLACES.segments + 8 * this.#count
    const count = this.#parts.packets.segment(PLACES.tunRead, length, this.#end, table, MOST_SPLIT, this.mtu)
    if (count <= 0) return count
    this.#count += count
    const last = this.#count - 1
    this.#end = this.#placeOf(last) + paddedLength(this.#lengthOf(last), this.mtu) + TAG_LENGTH
    return count
  }

  /** Without a session the domain keeps copies, and asks for one. */
  #stage(count: number, now: Instant): void {
    for (let i = this.#count - count; i < this.#count; i++) {
      const at = this.#placeOf(i)
      const length = this.#lengthOf(i)
      this.#device.send(this.#parts.arena.bytes.subarray(at, at + length), now)
    }
    this.#empty()
  }

  /** How many of the packets have become transport messages; the table then says where those are. */
  #seal(session: Session, now: Instant): number {
    const { arena, cipher } = this.#parts
    const keys = cipher.of(session)
    for (let i = 0; i < this.#count; i++) {
      if (!session.canSend(now)) return i
      const entry = PLACES.segments + 8 * i
      const at = this.#placeOf(i)
      const padded = paddedLength(this.#lengthOf(i), this.mtu)
      const message = at - TRANSPORT_HEADER
      session.takeCounter()
      arena.view.setUint32(message, TRANSPORT, true)
      arena.view.setUint32(message + 4, session.remoteIndex, true)
      arena.view.setUint32(message + 8, session.takenLow, true)
      arena.view.setUint32(message + 12, session.takenHigh, true)
      keys.seal(at, padded, session.takenHigh, session.takenLow)
      arena.view.setUint32(entry, message, true)
      arena.view.setUint32(entry + 4, padded + KEEPALIVE_LENGTH, true)
    }
    return this.#count
  }

  /** In runs; the number of bytes. */
  #send(way: Way, count: number): number {
    let bytes = 0
    for (let first = 0, next = 0; first < count; first = next) {
      next = this.#endOfRun(first, count)
      const at = this.#placeOf(first)
      const length = this.#placeOf(next - 1) + this.#lengthOf(next - 1) - at
      this.#parts.sender.send(way, { at, length, segment: this.#lengthOf(first), ecn: this.#ecn })
      bytes += length
    }
    return bytes
  }

  /** A run is of messages that lie side by side and are as long as the first, but for the last, which may be shorter. */
  #endOfRun(first: number, count: number): number {
    const begin = this.#placeOf(first)
    const segment = this.#lengthOf(first)
    const most = Math.min(count, first + MOST_IN_RUN)
    let end = begin + segment
    let next = first + 1
    while (next < most && this.#lengthOf(next - 1) === segment && this.#placeOf(next) === end) {
      end += this.#lengthOf(next)
      if (this.#lengthOf(next) > segment || end - begin > LONGEST_RUN) break
      next++
    }
    return next
  }

  #empty(): void {
    this.#count = 0
    this.#end = PLACES.outgoing
    this.#tunnel = undefined
    this.#session = undefined
  }

  /** Of an entry of the table. */
  #placeOf = (entry: number): number => this.#parts.arena.view.getUint32(PLACES.segments + 8 * entry, true)

  #lengthOf = (entry: number): number => this.#parts.arena.view.getUint32(PLACES.segments + 8 * entry + 4, true)
}

/** linux/virtio_net.h, without the number of buffers. */
export const VIRTIO_HEADER = 10
/** Bytes that are sealed before anything is sent: more is not faster, and the answers wait for it. */
const BUDGET = 40_000
/** udp(7): UDP_MAX_SEGMENTS. */
const MOST_IN_RUN = 64
/** With all headers a run has to stay below 65,536 bytes (a link's gso_max_size), or the kernel cuts it up by itself. */
const LONGEST_RUN = 65_400
/** Of one super-packet. */
const MOST_SPLIT = 512
const LONGEST_SPLIT = segmentRoom(MOST_SPLIT)
