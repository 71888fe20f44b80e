/**
 * All handshakes with one peer: our initiation in flight, the peer's initiations, timestamps both ways and cookies.
 * The two roles do not touch each other's state. Source: spec/wireguard.md 1.3, 1.4, 1.7.
 */
import { type Instant, since } from "../net/instant.ts"
import type { Random } from "../random.ts"
import { cut, keep } from "../slab.ts"
import { INITIATION_GAP } from "./constants.ts"
import { CookieJar } from "./cookie.ts"
import type { DropReason } from "./drop_reason.ts"
import type { LocalIdentity, RemoteIdentity } from "./identity.ts"
import { type PendingInitiation, readResponse, writeInitiation } from "./initiator.ts"
import {
  type CookieReply,
  type HandshakeInitiation,
  type HandshakeResponse,
  responseReceiver,
  senderIndex,
} from "./message.ts"
import { type ClaimedInitiation, readTimestamp, writeResponse } from "./responder.ts"
import { Session, type SessionKeys } from "./session.ts"
import type { Suite } from "./suite.ts"
import { isLater, type Stamp, stampAfter, stampAt } from "./tai64n.ts"

export interface HandshakeContext {
  readonly suite: Suite
  readonly local: LocalIdentity
  readonly random: Random
  /** A sender index that nobody uses. */
  readonly drawIndex: () => number
  /** The wall clock, in microseconds since 1970. */
  readonly unixMicros: (now: Instant) => number
}

export class Handshake {
  readonly #context: HandshakeContext
  #remote: RemoteIdentity
  readonly #jar: CookieJar
  #pending: PendingInitiation | undefined
  #lastStampSent: Stamp | undefined
  #greatestStampReceived: Stamp | undefined
  #lastAcceptedAt: Instant | undefined

  constructor(context: HandshakeContext, remote: RemoteIdentity, stampFloor: Stamp | undefined) {
    this.#context = context
    this.#remote = remote
    this.#jar = new CookieJar(context.suite, remote.publicKey)
    this.#lastStampSent = stampFloor
  }

  /** The index of the initiation in flight. */
  get pendingIndex(): number | undefined {
    return this.#pending?.index
  }

  get lastStampSent(): Stamp | undefined {
    return this.#lastStampSent
  }

  setPresharedKey(key: Uint8Array | undefined): void {
    this.#remote = { ...this.#remote, presharedKey: key ?? new Uint8Array(32) }
  }

  /** A new initiation, which replaces one in flight; undefined if the peer's key is of low order. */
  initiate(now: Instant): HandshakeInitiation | undefined {
    const { suite, local, random, drawIndex, unixMicros } = this.#context
    const stamp = stampAfter(this.#lastStampSent, stampAt(unixMicros(now)))
    const ephemeralKey = random.fill(cut(32))
    const written = writeInitiation(suite, local, this.#remote, { ephemeralKey, index: drawIndex(), stamp })
    if (written === undefined) return undefined
    this.#lastStampSent = keep(stamp)
    this.#pending = written.pending
    this.#jar.sign(written.message, now)
    return written.message
  }

  /** Answers an initiation whose static key is this peer's: the response and the session that follows from it. */
  respond(
    claim: ClaimedInitiation,
    message: HandshakeInitiation,
    now: Instant,
  ): { readonly response: HandshakeResponse; readonly session: Session } | DropReason {
    const { suite, random, drawIndex } = this.#context
    const read = readTimestamp(suite, this.#remote, claim, message)
    if (read === undefined) return this.#remote.staticSecret === undefined ? "low-order-key" : "bad-handshake"
    if (this.#greatestStampReceived !== undefined && !isLater(read.stamp, this.#greatestStampReceived)) {
      return "stale-timestamp"
    }
    if (this.#lastAcceptedAt !== undefined && since(this.#lastAcceptedAt, now) < INITIATION_GAP) {
      return "initiation-flood"
    }
    const index = drawIndex()
    const ephemeralKey = random.fill(cut(32))
    const { transcript } = read
    const written = writeResponse(suite, this.#remote, { message, transcript }, { ephemeralKey, index })
    if (written === undefined) return "low-order-key"
    this.#greatestStampReceived = keep(read.stamp)
    this.#lastAcceptedAt = now
    this.#jar.sign(written.response, now)
    const indices = { localIndex: index, remoteIndex: senderIndex(message) }
    const session = new Session({ keys: written.keys, ...indices, initiated: false, derivedAt: now })
    wipe(written.keys)
    return { response: written.response, session }
  }

  /** Finishes the initiation in flight. Afterwards none is. */
  finish(message: HandshakeResponse, now: Instant): Session | DropReason {
    const pending = this.#pending
    if (pending === undefined || pending.index !== responseReceiver(message)) return "unknown-index"
    const { suite, local } = this.#context
    const keys = readResponse(suite, { local, remote: this.#remote }, pending, message)
    if (keys === undefined) return "bad-handshake"
    this.forget()
    const indices = { localIndex: pending.index, remoteIndex: senderIndex(message) }
    const session = new Session({ keys, ...indices, initiated: true, derivedAt: now })
    wipe(keys)
    return session
  }

  /** Keeps a cookie for the next initiation. Nothing else changes: a cookie proves nothing about who sent it. */
  acceptCookie(reply: CookieReply, now: Instant): boolean {
    return this.#jar.accept(reply, now)
  }

  /** Drops the initiation in flight, if there is one. */
  forget(): void {
    this.#pending?.ephemeral.privateKey.fill(0)
    this.#pending = undefined
  }
}

/** The session has its own copies. */
function wipe({ send, receive }: SessionKeys): void {
  send.fill(0)
  receive.fill(0)
}
