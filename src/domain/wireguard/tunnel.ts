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
import type { CookieReply, HandshakeInitiation, HandshakeResponse, TransportData } from "./message.ts"
import { type Arrival, PeerPath } from "./peer_path.ts"
import { isDueAfterSending, RekeyDuty } from "./rekey.ts"
import type { ClaimedInitiation } from "./responder.ts"
import type { Session } from "./session.ts"
import { SessionSlots } from "./session_slots.ts"
import { StagedPackets } from "./staged_packets.ts"
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

const KEEPALIVE = new Uint8Array(0)

export class Tunnel {
  readonly ticket = queueTicket()
  readonly peer: PublicKey
  readonly #context: TunnelContext
  readonly #handshake: Handshake
  readonly #timers: Timers
  readonly #slots: SessionSlots
  readonly #staged = new StagedPackets()
  readonly #path: PeerPath
  readonly #rekey: RekeyDuty

  constructor(context: TunnelContext, remote: RemoteIdentity, stampFloor: Stamp | undefined) {
    this.#context = context
    this.peer = remote.name
    this.#handshake = new Handshake(context, remote, stampFloor)
    this.#timers = new Timers(context.random)
    this.#slots = new SessionSlots(context.indices)
    this.#path = new PeerPath(remote.name, context.emit)
    this.#rekey = new RekeyDuty(context.local.keys.publicKey, remote.publicKey)
  }

  get endpoint(): Endpoint | undefined {
    return this.#path.endpoint
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
    if (!this.#staged.isEmpty) this.#flush(now)
  }

  /** Switching keepalives on sends one at once. */
  setKeepaliveInterval(interval: Duration, now: Instant): void {
    const wasOff = this.#timers.keepaliveInterval === 0
    this.#timers.setKeepaliveInterval(interval)
    if (wasOff && interval > 0) this.#sendKeepalive(now)
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
    const session = this.#slots.current
    if (session === undefined || !session.canSend(now)) return this.#stage(packet, now)
    this.#sendOn(session, packet, now)
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
    this.#authenticated(arrival, now)
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
    this.#authenticated(arrival, now)
    this.#slots.initiatorDerived(session)
    this.#context.indices.assign(session.localIndex, { tunnel: this, session })
    this.#timers.sessionDerived(now)
    this.#completed(arrival, true)
    this.#sendKeepalive(now)
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
    this.#authenticated(arrival, now)
    const replaced = this.#slots.current
    if (this.#slots.confirm(session)) {
      this.#rekey.moved(replaced, session)
      this.#completed(arrival, false)
      if (!this.#staged.isEmpty) this.#flush(now)
    }
    if (plaintext.length > 0) this.#timers.dataReceived(now)
    const current = this.#slots.current
    if (current !== undefined && this.#rekey.heard(session, current, now)) this.#initiate(now)
    return plaintext
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
          this.#sendKeepalive(now)
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
    this.#staged.take()
    this.#timers.wiped()
  }

  #retry(now: Instant): void {
    if (!this.#timers.hasRetriesLeft) {
      this.#staged.take()
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
    if (this.endpoint === undefined) return
    this.#forgetPending()
    const message = this.#handshake.initiate(now)
    const index = this.#handshake.pendingIndex
    if (message === undefined || index === undefined) return
    this.#context.indices.assign(index, { tunnel: this, session: undefined })
    this.#path.transmit(message)
    this.#timers.initiationSent(now)
  }

  /** Packets that wait say as much as a keepalive would. */
  #sendKeepalive(now: Instant): void {
    if (this.#staged.isEmpty) this.#stage(KEEPALIVE, now)
    else this.#flush(now)
  }

  #stage(packet: Uint8Array, now: Instant): DropReason | undefined {
    if (this.#handshake.isHopeless) return "low-order-key"
    this.#staged.add(packet)
    this.#flush(now)
    return undefined
  }

  /** Sends what is staged, or asks for the session that it needs. */
  #flush(now: Instant): void {
    const session = this.#slots.current
    if (session === undefined || !session.canSend(now)) return this.#initiate(now)
    for (const packet of this.#staged.take()) {
      if (!session.canSend(now)) this.#staged.add(packet)
      else this.#sendOn(session, packet, now)
    }
    if (!this.#staged.isEmpty) this.#initiate(now)
  }

  #sendOn(session: Session, packet: Uint8Array, now: Instant): void {
    this.#path.transmit(session.encapsulate(this.#context.suite, packet, this.#context.mtu))
    this.#timers.transportSent(now, packet.length > 0)
    if (isDueAfterSending(session, now)) this.#initiate(now)
  }

  /** Any authenticated message moves the endpoint to where it came from (spec/wireguard.md 1.15). */
  #authenticated(arrival: Arrival, now: Instant): void {
    this.#timers.authenticatedReceived(now)
    this.#path.follow(arrival)
  }

  #completed({ from }: Arrival, initiated: boolean): void {
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
