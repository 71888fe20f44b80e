/**
 * WireGuard with one peer, as a machine without clock, socket or randomness of its own. Inputs are messages that the
 * device has matched to this peer, packets to send, and `wake`; what it wants done it emits.
 *
 * Initiator and responder use separate slots, so an initiation of the peer's never cancels ours: when both cross, both
 * complete within one round trip (spec/wireguard.md 1.7).
 */
import type { Deadline } from "../net/deadline.ts"
import type { Endpoint } from "../net/endpoint.ts"
import type { Duration, Instant } from "../net/instant.ts"
import type { PublicKey } from "../public_key.ts"
import { queueTicket } from "./deadline_queue.ts"
import type { DeviceOutput } from "./device_output.ts"
import type { DropReason } from "./drop_reason.ts"
import { Handshake, type HandshakeContext } from "./handshake.ts"
import type { RemoteIdentity } from "./identity.ts"
import type { IndexTable } from "./index_table.ts"
import {
  type CookieReply,
  type HandshakeInitiation,
  type HandshakeResponse,
  KEEPALIVE_LENGTH,
  type TransportData,
} from "./message.ts"
import { Outgoing } from "./outgoing.ts"
import { type Arrival, PeerPath } from "./peer_path.ts"
import { RekeyDuty } from "./rekey.ts"
import type { ClaimedInitiation } from "./responder.ts"
import type { Session } from "./session.ts"
import { SessionSlots } from "./session_slots.ts"
import type { Stamp } from "./tai64n.ts"
import { type TimerReason, Timers } from "./timers.ts"

/** Whose an index is: of a session, or of the initiation in flight. */
export interface IndexOwner {
  readonly tunnel: Tunnel
  readonly session: Session | undefined
}

export interface TunnelContext extends HandshakeContext {
  readonly indices: IndexTable<IndexOwner>
  readonly mtu: number
  readonly emit: (output: DeviceOutput) => void
}

export class Tunnel {
  readonly ticket = queueTicket()
  readonly peer: PublicKey
  readonly #context: TunnelContext
  readonly #handshake: Handshake
  readonly #timers: Timers
  readonly #slots: SessionSlots
  readonly #outgoing: Outgoing
  readonly #path: PeerPath
  readonly #rekey: RekeyDuty
  #lastHandshakeAt: Instant | undefined

  constructor(context: TunnelContext, remote: RemoteIdentity, stampFloor: Stamp | undefined) {
    this.#context = context
    this.peer = remote.name
    this.#handshake = new Handshake(context, remote, stampFloor)
    this.#timers = new Timers(context.random)
    this.#slots = new SessionSlots(context.indices)
    this.#path = new PeerPath(remote.name, context.emit)
    this.#rekey = new RekeyDuty(context.local.keys.publicKey, remote.publicKey)
    this.#outgoing = new Outgoing({
      context,
      slots: this.#slots,
      timers: this.#timers,
      path: this.#path,
      initiate: (now) => this.#initiate(now),
    })
  }

  /** Where it is reached, and what went there and came. */
  get path(): PeerPath {
    return this.#path
  }

  get keepaliveInterval(): Duration {
    return this.#timers.keepaliveInterval
  }

  /** When both sides had last proved that they have a session's keys. */
  get lastHandshakeAt(): Instant | undefined {
    return this.#lastHandshakeAt
  }

  get lastStampSent(): Stamp | undefined {
    return this.#handshake.lastStampSent
  }

  deadline(): Deadline<TimerReason> {
    return this.#timers.deadline()
  }

  /** When the deadline is, without its reason. */
  nextAt(): Instant {
    return this.#timers.nextAt()
  }

  /** Where to send from now on. Packets that wait for a session get their chance there. */
  setEndpoint(endpoint: Endpoint, now: Instant): void {
    this.#path.set(endpoint)
    if (!this.#outgoing.isEmpty) this.#outgoing.flush(now)
  }

  /** Switching keepalives on sends one at once. */
  setKeepaliveInterval(interval: Duration, now: Instant): void {
    const wasOff = this.#timers.keepaliveInterval === 0
    this.#timers.setKeepaliveInterval(interval)
    if (wasOff && interval > 0) this.#outgoing.sendKeepalive(now)
  }

  /** For the handshakes to come; sessions stay as they are. */
  setPresharedKey(key: Uint8Array | undefined): void {
    this.#handshake.setPresharedKey(key)
  }

  /** The cached local address is to be forgotten: routes or addresses of this host changed. */
  forgetSource(): void {
    this.#path.forgetSource()
  }

  /** Sends an inner packet, or stages a copy and asks for a session. While one can send, nothing is staged. */
  send(packet: Uint8Array, now: Instant): DropReason | undefined {
    if (this.#handshake.isHopeless) return "low-order-key"
    this.#outgoing.send(packet, now)
    return undefined
  }

  receiveInitiation(
    claim: ClaimedInitiation,
    message: HandshakeInitiation,
    arrival: Arrival,
    now: Instant,
  ): DropReason | undefined {
    const answer = this.#handshake.respond(claim, message, now)
    if (typeof answer === "string") return answer
    this.#authenticated(arrival, message.length, now)
    this.#slots.responderDerived(answer.session)
    this.#context.indices.assign(answer.session.localIndex, { tunnel: this, session: answer.session })
    this.#timers.sessionDerived(now)
    this.#path.transmit(answer.response)
    this.#timers.responseSent(now)
    return undefined
  }

  receiveResponse(message: HandshakeResponse, arrival: Arrival, now: Instant): DropReason | undefined {
    const session = this.#handshake.finish(message, now)
    if (typeof session === "string") return session
    this.#authenticated(arrival, message.length, now)
    this.#slots.initiatorDerived(session)
    this.#context.indices.assign(session.localIndex, { tunnel: this, session })
    this.#timers.sessionDerived(now)
    this.#completed(arrival, true, now)
    this.#outgoing.sendKeepalive(now)
    return undefined
  }

  /** A cookie changes neither endpoint nor timers; the next retry carries it. */
  receiveCookie(reply: CookieReply, now: Instant): DropReason | undefined {
    return this.#handshake.acceptCookie(reply, now) ? undefined : "bad-cookie"
  }

  /**
   * The padded plaintext, empty for a keepalive; or why the message is dropped, in which case nothing changed. The order
   * is that of spec/wireguard.md 1.8: all proofs, endpoint, rotation, timers; what the packet says comes after all that.
   */
  receiveTransport(session: Session, message: TransportData, arrival: Arrival, now: Instant): Uint8Array | DropReason {
    const plaintext = session.decapsulate(this.#context.suite, message, now)
    if (typeof plaintext === "string") return plaintext
    this.heard(session, message.length, arrival, now)
    return plaintext
  }

  /** An authentic transport message of so many bytes came on this session; whoever opens by himself says so. */
  heard(session: Session, length: number, arrival: Arrival, now: Instant): void {
    this.#authenticated(arrival, length, now)
    const replaced = this.#slots.current
    if (this.#slots.confirm(session)) {
      this.#rekey.moved(replaced, session)
      this.#completed(arrival, false, now)
      if (!this.#outgoing.isEmpty) this.#outgoing.flush(now)
    }
    if (length > KEEPALIVE_LENGTH) this.#timers.dataReceived(now)
    const current = this.#slots.current
    if (current !== undefined && this.#rekey.heard(session, current, now)) this.#initiate(now)
  }

  /** The session to send on, for whoever seals by himself; while there is one, nothing waits to be sent before. */
  sendingSession(now: Instant): Session | undefined {
    return this.#outgoing.session(now)
  }

  /** Data was sent on this session, so many bytes of UDP payload; whoever seals by himself says so. */
  sent(session: Session, length: number, now: Instant): void {
    this.#outgoing.sent(session, length, now)
  }

  /** Acts on everything that is due. */
  wake(now: Instant): void {
    for (let due = this.deadline(); due.at <= now; due = this.deadline()) {
      switch (due.reason) {
        case "retry-handshake":
          this.#retry(now)
          break
        case "stale-initiation":
          this.#timers.expire(due.reason)
          this.#forgetPending()
          break
        case "deferred-handshake":
          this.#timers.expire(due.reason)
          this.#initiate(now)
          break
        case "wipe":
          this.#wipe()
          break
        case "new-handshake":
          this.#timers.expire(due.reason)
          this.#path.forgetSource()
          this.#initiate(now)
          break
        case "passive-keepalive":
        case "persistent-keepalive":
          this.#timers.expire(due.reason)
          this.#outgoing.sendKeepalive(now)
          if (due.reason === "passive-keepalive") this.#timers.passiveKeepaliveSent(now)
          break
        case "idle":
          return
      }
    }
  }

  /** The peer is removed. The tunnel is good for nothing afterwards. */
  end(): void {
    this.#wipe()
    this.#handshake.end()
  }

  /** Wipes the keys of all sessions and handshakes and lets go of every index: 540 seconds without a new session. */
  #wipe(): void {
    this.#slots.clear()
    this.#forgetPending()
    this.#outgoing.clear()
    this.#timers.wiped()
  }

  #retry(now: Instant): void {
    if (!this.#timers.hasRetriesLeft) {
      this.#outgoing.clear()
      this.#forgetPending()
      return this.#timers.gaveUp(now)
    }
    this.#timers.countRetry()
    this.#path.forgetSource()
    this.#sendInitiation(now)
  }

  /** The first initiation of a series, at once or when our last handshake message is five seconds old. */
  #initiate(now: Instant): void {
    this.#timers.startSeries()
    if (this.#timers.mayInitiate(now)) this.#sendInitiation(now)
    else this.#timers.deferInitiation()
  }

  #sendInitiation(now: Instant): void {
    if (this.#path.endpoint === undefined) return
    this.#forgetPending()
    const message = this.#handshake.initiate(now)
    const index = this.#handshake.pendingIndex
    if (message === undefined || index === undefined) return
    this.#context.indices.assign(index, { tunnel: this, session: undefined })
    this.#path.transmit(message)
    this.#timers.initiationSent(now)
  }

  /** Any authenticated message moves the endpoint to where it came from (spec/wireguard.md 1.15). */
  #authenticated(arrival: Arrival, length: number, now: Instant): void {
    this.#timers.authenticatedReceived(now)
    this.#path.follow(arrival, length)
  }

  #completed({ from }: Arrival, initiated: boolean, now: Instant): void {
    this.#lastHandshakeAt = now
    this.#timers.handshakeCompleted(initiated)
    this.#rekey.handshakeCompleted()
    this.#context.emit({ _tag: "HandshakeCompleted", peer: this.peer, endpoint: from, initiated })
  }

  #forgetPending(): void {
    const index = this.#handshake.pendingIndex
    if (index !== undefined) this.#context.indices.release(index)
    this.#handshake.forget()
  }
}
