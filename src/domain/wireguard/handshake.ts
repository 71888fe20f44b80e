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
import type { TellKeys } from "./handshake_keys.ts"
import { forgetRemote, type LocalIdentity, type RemoteIdentity, withPresharedKey } from "./identity.ts"
import { forgetInitiation, type PendingInitiation, readResponse, writeInitiation } from "./initiator.ts"
import {
  type CookieReply,
  type HandshakeInitiation,
  type HandshakeResponse,
  responseReceiver,
  senderIndex,
} from "./message.ts"
import { endTranscript, type Transcript } from "./noise.ts"
import { type ClaimedInitiation, readTimestamp, writeResponse } from "./responder.ts"
import { Session } from "./session.ts"
import type { Suite } from "./suite.ts"
import { isLater, type Stamp, stampAfter, stampAt } from "./tai64n.ts"
import { wipe } from "./wipe.ts"

export interface HandshakeContext {
  readonly suite: Suite
  readonly local: LocalIdentity
  readonly random: Random
  /** A sender index that nobody uses. */
  readonly drawIndex: () => number
  /** The wall clock, in microseconds since 1970. */
  readonly unixMicros: (now: Instant) => number
  /** Hears of every ephemeral key of ours, with the preshared key that goes with it. */
  readonly tellKeys?: TellKeys | undefined
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
    const before = this.#remote
    this.#remote = withPresharedKey(before, key)
    if (this.#pending !== undefined && this.#remote !== before) this.#tell(this.#pending.ephemeral.privateKey)
  }

  /** The peer's key is of low order: no handshake with it ever succeeds, in either role. */
  get isHopeless(): boolean {
    return this.#remote.secret.bytes === undefined
  }

  /** A new initiation, which replaces one in flight; undefined if the peer's key is of low order. */
  initiate(now: Instant): HandshakeInitiation | undefined {
    if (this.isHopeless) return undefined
    const { suite, local, random, drawIndex, unixMicros } = this.#context
    const stamp = stampAfter(this.#lastStampSent, stampAt(unixMicros(now)))
    const ephemeralKey = random.fill(cut(32))
    const written = writeInitiation(suite, local, this.#remote, { ephemeralKey, index: drawIndex(), stamp })
    if (written === undefined) return undefined
    this.#lastStampSent = keep(stamp)
    this.forget()
    this.#pending = written.pending
    this.#tell(ephemeralKey)
    this.#jar.sign(written.message, now)
    return written.message
  }

  /** Answers an initiation whose static key is this peer's: the response and the session that follows from it. */
  respond(claim: ClaimedInitiation, message: HandshakeInitiation, now: Instant): Answer | DropReason {
    const read = readTimestamp(this.#context.suite, this.#remote, claim, message)
    if (read === undefined) return this.isHopeless ? "low-order-key" : "bad-handshake"
    const answer = this.#refusal(read.stamp, now) ?? this.#answer(read, message, now)
    endTranscript(read.transcript)
    return answer
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
    wipe(keys.send, keys.receive)
    return session
  }

  /** Keeps a cookie for the next initiation. Nothing else changes: a cookie proves nothing about who sent it. */
  acceptCookie(reply: CookieReply, now: Instant): boolean {
    return this.#jar.accept(reply, now)
  }

  /** Drops the initiation in flight, if there is one. */
  forget(): void {
    if (this.#pending !== undefined) forgetInitiation(this.#pending)
    this.#pending = undefined
  }

  /** The peer is removed: nothing that we shared with it stays. */
  end(): void {
    this.forget()
    forgetRemote(this.#remote)
  }

  #tell(localEphemeralKey: Uint8Array): void {
    const { local, tellKeys } = this.#context
    const { publicKey, presharedKey } = this.#remote
    tellKeys?.({ localPrivateKey: local.keys.privateKey, remotePublicKey: publicKey, localEphemeralKey, presharedKey })
  }

  #refusal(stamp: Stamp, now: Instant): DropReason | undefined {
    if (this.#greatestStampReceived !== undefined && !isLater(stamp, this.#greatestStampReceived)) {
      return "stale-timestamp"
    }
    const isTooSoon = this.#lastAcceptedAt !== undefined && since(this.#lastAcceptedAt, now) < INITIATION_GAP
    return isTooSoon ? "initiation-flood" : undefined
  }

  #answer({ stamp, transcript }: Authentic, message: HandshakeInitiation, now: Instant): Answer | DropReason {
    const { suite, random, drawIndex } = this.#context
    const index = drawIndex()
    const ephemeralKey = random.fill(cut(32))
    const written = writeResponse(suite, this.#remote, { message, transcript }, { ephemeralKey, index })
    if (written !== undefined) this.#tell(ephemeralKey)
    wipe(ephemeralKey)
    if (written === undefined) return "low-order-key"
    const { response, keys } = written
    this.#greatestStampReceived = keep(stamp)
    this.#lastAcceptedAt = now
    this.#jar.sign(response, now)
    const indices = { localIndex: index, remoteIndex: senderIndex(message) }
    const session = new Session({ keys, ...indices, initiated: false, derivedAt: now })
    wipe(keys.send, keys.receive)
    return { response, session }
  }
}

/** An initiation whose timestamp proved that its sender has the static key. */
interface Authentic {
  readonly stamp: Stamp
  readonly transcript: Transcript
}

/** The session has its own copies of the keys. */
export interface Answer {
  readonly response: HandshakeResponse
  readonly session: Session
}
