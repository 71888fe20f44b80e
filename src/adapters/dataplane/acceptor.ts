/**
 * The way in: runs of datagrams, each found by its receiver index, opened in place, held against window and allowed IPs,
 * and merged for the TUN. The rules are the domain's, and it is told of every authentic message; all that is no
 * transport data goes to it as a copy.
 */
import type { Instant } from "../../domain/net/instant.ts"
import type { Device } from "../../domain/wireguard/device.ts"
import type { DropReason } from "../../domain/wireguard/drop_reason.ts"
import { KEEPALIVE_LENGTH, TRANSPORT, TRANSPORT_HEADER } from "../../domain/wireguard/message.ts"
import type { Tunnel } from "../../domain/wireguard/tunnel.ts"
import type { Arena } from "./arena.ts"
import { Arrivals } from "./arrivals.ts"
import { markCongestion } from "./ecn.ts"
import { HandshakeBudget } from "./handshake_budget.ts"
import type { Receiver } from "./receiver.ts"
import type { TransportCipher } from "./transport_cipher.ts"
import type { TunWriter } from "./tun_writer.ts"

export interface AcceptorParts {
  readonly arena: Arena
  readonly cipher: TransportCipher
  readonly receiver: Receiver
  readonly writer: TunWriter
}

export class Acceptor {
  readonly #parts: AcceptorParts
  readonly #arrivals: Arrivals
  readonly #budget = new HandshakeBudget()
  #device: Device
  /** Heard of, and not yet noted by the device. */
  #heard: Tunnel | undefined

  constructor(parts: AcceptorParts, device: Device) {
    this.#parts = parts
    this.#arrivals = new Arrivals(parts.receiver)
    this.#device = device
  }

  setDevice(device: Device): void {
    this.#device = device
  }

  /** What the receiver got: `length` bytes at a place, in segments. */
  take(at: number, length: number, now: Instant): void {
    const { segment } = this.#parts.receiver
    if (length === 0) this.#device.dropped("malformed")
    this.#arrivals.begin()
    for (let done = 0; done < length; done += segment) {
      const reason = this.#datagram(at + done, Math.min(segment, length - done), now)
      if (reason !== undefined) this.#device.dropped(reason)
    }
    this.#note()
  }

  #datagram(at: number, length: number, now: Instant): DropReason | undefined {
    const { bytes, view } = this.#parts.arena
    if (length >= KEEPALIVE_LENGTH && view.getUint32(at, true) === TRANSPORT) return this.#transport(at, length, now)
    const arrival = this.#arrivals.any()
    if (arrival === undefined) return undefined
    const share = this.#budget.shareFor(arrival.from.address, now)
    if (share === undefined) return "handshake-flood"
    const begin = performance.now()
    this.#device.receive(bytes.slice(at, at + length), arrival, now)
    share.spend((performance.now() - begin) * 1_000)
    return undefined
  }

  #transport(at: number, length: number, now: Instant): DropReason | undefined {
    const { arena: { view }, cipher } = this.#parts
    const owner = this.#device.ownerOf(view.getUint32(at + 4, true))
    if (owner?.session === undefined) return "unknown-index"
    const { tunnel, session } = owner
    const low = view.getUint32(at + 8, true)
    const high = view.getUint32(at + 12, true)
    const refused = session.refuse(high, low, now)
    if (refused !== undefined) return refused
    const payload = at + TRANSPORT_HEADER
    const space = length - KEEPALIVE_LENGTH
    if (!cipher.of(session).open(payload, space, high, low)) return "bad-tag"
    session.mark(high, low)
    const arrival = this.#arrivals.of(tunnel)
    if (this.#heard !== tunnel) this.#note()
    this.#heard = tunnel
    if (arrival !== undefined) tunnel.heard(session, length, arrival, now)
    return space === 0 ? undefined : this.#deliver(tunnel, payload, space)
  }

  #note(): void {
    if (this.#heard !== undefined) this.#device.noted(this.#heard)
    this.#heard = undefined
  }

  #deliver(tunnel: Tunnel, at: number, space: number): DropReason | undefined {
    const { arena: { bytes }, receiver, writer } = this.#parts
    const length = this.#device.routing.lengthFrom(tunnel, bytes, at, space)
    if (typeof length === "string") return length
    if (receiver.ecn === CONGESTION) markCongestion(bytes, at)
    writer.add(at, length)
    return undefined
  }
}

const CONGESTION = 3
