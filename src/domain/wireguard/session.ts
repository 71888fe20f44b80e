/**
 * The keys of one epoch with one peer (spec/wireguard.md 1.8): two directions, two indices, a send counter that never
 * repeats and a window over what came in. Owned by one tunnel, and mutable.
 */
import { assert } from "../assert.ts"
import { writeU32 } from "../bytes.ts"
import { type Duration, type Instant, since } from "../net/instant.ts"
import {
  REJECT_AFTER_MESSAGES_HIGH,
  REJECT_AFTER_MESSAGES_LOW,
  REJECT_AFTER_TIME,
  REKEY_AFTER_MESSAGES_HIGH,
  TAG_LENGTH,
} from "./constants.ts"
import { counterHigh, counterLow, newTransport, sealedPayload, setCounter, type TransportData } from "./message.ts"
import { paddedLength } from "./padding.ts"
import { ReplayWindow } from "./replay_window.ts"
import { cut, keep } from "../slab.ts"
import type { Suite } from "./suite.ts"

export interface SessionKeys {
  readonly send: Uint8Array
  readonly receive: Uint8Array
}

export interface SessionOptions {
  readonly keys: SessionKeys
  readonly localIndex: number
  readonly remoteIndex: number
  readonly initiated: boolean
  readonly derivedAt: Instant
}

const NO_DATA = new Uint8Array(0)
/** AEAD nonces are written here: four zero bytes, then the counter. Nobody holds on to it. */
const nonce = new Uint8Array(12)

export class Session {
  readonly localIndex: number
  readonly remoteIndex: number
  /** Whether the initiation was ours. */
  readonly initiated: boolean
  readonly derivedAt: Instant
  /** Whether we are the one to replace this session in time; rekey.ts says who is. */
  keepsRekeyDuty: boolean
  readonly #sendKey: Uint8Array
  readonly #receiveKey: Uint8Array
  readonly #window = new ReplayWindow()
  /** Of the next message. */
  #sendHigh = 0
  #sendLow = 0
  #takenHigh = 0
  #takenLow = 0
  #onWipe: (() => void) | undefined

  constructor({ keys, localIndex, remoteIndex, initiated, derivedAt }: SessionOptions) {
    this.localIndex = localIndex
    this.remoteIndex = remoteIndex
    this.initiated = initiated
    this.keepsRekeyDuty = initiated
    this.derivedAt = derivedAt
    this.#sendKey = keep(keys.send)
    this.#receiveKey = keep(keys.receive)
  }

  age(now: Instant): Duration {
    return since(this.derivedAt, now)
  }

  canSend(now: Instant): boolean {
    return this.age(now) < REJECT_AFTER_TIME && !isAtLimit(this.#sendHigh, this.#sendLow)
  }

  /** The send counter went beyond 2^60. */
  get isWornOut(): boolean {
    return this.#sendHigh > REKEY_AFTER_MESSAGES_HIGH ||
      (this.#sendHigh === REKEY_AFTER_MESSAGES_HIGH && this.#sendLow > 0)
  }

  /** For tests of the limits: the next counter to be used. */
  startCountingAt(high: number, low: number): void {
    assert(high > this.#sendHigh || (high === this.#sendHigh && low >= this.#sendLow), "send counters only grow")
    this.#sendHigh = high
    this.#sendLow = low
  }

  /** Uses up the next send counter, which is then the one taken last. */
  takeCounter(): void {
    assert(!isAtLimit(this.#sendHigh, this.#sendLow), "a session at its message limit does not send")
    this.#takenHigh = this.#sendHigh
    this.#takenLow = this.#sendLow
    this.#sendLow = (this.#takenLow + 1) >>> 0
    if (this.#sendLow === 0) this.#sendHigh = this.#takenHigh + 1
  }

  get takenHigh(): number {
    return this.#takenHigh
  }

  get takenLow(): number {
    return this.#takenLow
  }

  /** Seals an inner packet, or with an empty one a keepalive. The counter is used up before anything else happens. */
  encapsulate(suite: Suite, packet: Uint8Array, mtu: number): TransportData {
    this.takeCounter()
    const high = this.#takenHigh
    const low = this.#takenLow
    const length = packet.length === 0 ? 0 : paddedLength(packet.length, mtu)
    const message = newTransport(this.remoteIndex, length + TAG_LENGTH)
    setCounter(message, high, low)
    suite.sealInto(this.#sendKey, nonceOf(high, low), padded(packet, length), sealedPayload(message))
    return message
  }

  /** The padded plaintext, or why there is none. The window moves only once the tag has proved the message. */
  decapsulate(suite: Suite, message: TransportData, now: Instant): Uint8Array | SessionDrop {
    const high = counterHigh(message)
    const low = counterLow(message)
    const refused = this.refuse(high, low, now)
    if (refused !== undefined) return refused
    const plaintext = suite.open(this.#receiveKey, nonceOf(high, low), sealedPayload(message), NO_DATA)
    if (plaintext === undefined) return "bad-tag"
    this.#window.mark(high, low)
    return plaintext
  }

  /** Why a message with this counter is not worth opening; undefined if it is. Changes nothing. */
  refuse(high: number, low: number, now: Instant): SessionDrop | undefined {
    if (this.age(now) >= REJECT_AFTER_TIME) return "expired-session"
    if (isAtLimit(high, low)) return "counter-limit"
    return this.#window.allows(high, low) ? undefined : "replayed"
  }

  /** A message with this counter proved authentic. */
  mark(high: number, low: number): void {
    this.#window.mark(high, low)
  }

  /** Lends the keys to somebody who seals and opens by himself, and has to forget them when told. */
  lendKeys(onWipe: () => void): SessionKeys {
    this.#onWipe = onWipe
    return { send: this.#sendKey, receive: this.#receiveKey }
  }

  /** Overwrites the keys. The engine may have made copies; spec/wireguard.md section 6. */
  wipe(): void {
    this.#sendKey.fill(0)
    this.#receiveKey.fill(0)
    this.#onWipe?.()
    this.#onWipe = undefined
  }
}

export type SessionDrop = "expired-session" | "counter-limit" | "replayed" | "bad-tag"

/** True from 2^64 - 2^13 - 1 on. */
function isAtLimit(high: number, low: number): boolean {
  return high === REJECT_AFTER_MESSAGES_HIGH && low >= REJECT_AFTER_MESSAGES_LOW
}

function nonceOf(high: number, low: number): Uint8Array {
  writeU32(nonce, 4, low)
  writeU32(nonce, 8, high)
  return nonce
}

function padded(packet: Uint8Array, length: number): Uint8Array {
  if (packet.length === length) return packet
  const plaintext = cut(length)
  plaintext.set(packet)
  return plaintext
}
