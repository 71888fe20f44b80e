/**
 * Cookies (spec/wireguard.md 1.11): how a responder under load makes an initiator prove that he receives at his
 * address before it spends a Diffie-Hellman on him. `CookieChecker` is the responder's side, `CookieJar` the other.
 */
import { asciiBytes, equalBytes } from "../bytes.ts"
import { type Endpoint, formatEndpoint } from "../net/endpoint.ts"
import { type Instant, since } from "../net/instant.ts"
import type { Random } from "../random.ts"
import { keep } from "../slab.ts"
import { COOKIE_LIFETIME } from "./constants.ts"
import { cookieKeyOf, type LocalIdentity, mac1KeyOf } from "./identity.ts"
import {
  type CookieReply,
  field,
  type HandshakeMessage,
  mac1Input,
  mac1Of,
  mac2Input,
  mac2Of,
  newCookieReply,
  senderIndex,
} from "./message.ts"
import type { Suite } from "./suite.ts"

/** mac1 proves knowledge of the receiver's public key, and nothing more. */
export function hasValidMac1(suite: Suite, local: LocalIdentity, message: HandshakeMessage): boolean {
  return equalBytes(suite.mac(local.mac1Key, mac1Input(message)), mac1Of(message))
}

export class CookieChecker {
  readonly #suite: Suite
  readonly #local: LocalIdentity
  readonly #random: Random
  readonly #secret = new Uint8Array(32)
  #secretSince: Instant | undefined

  constructor(suite: Suite, local: LocalIdentity, random: Random) {
    this.#suite = suite
    this.#local = local
    this.#random = random
  }

  hasValidMac2(message: HandshakeMessage, from: Endpoint, now: Instant): boolean {
    const cookie = this.#cookieFor(from, now)
    return equalBytes(this.#suite.mac(cookie, mac2Input(message)), mac2Of(message))
  }

  reply(message: HandshakeMessage, from: Endpoint, now: Instant): CookieReply {
    const reply = newCookieReply(senderIndex(message))
    const nonce = this.#random.fill(new Uint8Array(24))
    const cookie = this.#cookieFor(from, now)
    field.cookieReply.nonce(reply).set(nonce)
    field.cookieReply.encryptedCookie(reply).set(
      this.#suite.xseal(this.#local.cookieKey, nonce, cookie, mac1Of(message)),
    )
    return reply
  }

  /** MAC(secret, source address and port). Only we read it, so their text form serves as well as any. */
  #cookieFor(from: Endpoint, now: Instant): Uint8Array {
    if (this.#secretSince === undefined || since(this.#secretSince, now) >= COOKIE_LIFETIME) {
      this.#random.fill(this.#secret)
      this.#secretSince = now
    }
    return this.#suite.mac(this.#secret, asciiBytes(formatEndpoint(from)))
  }
}

export class CookieJar {
  readonly #suite: Suite
  /** The static key of whom we write to. */
  readonly #publicKey: Uint8Array
  #lastMac1: Uint8Array | undefined
  #cookie: { readonly bytes: Uint8Array; readonly receivedAt: Instant } | undefined

  constructor(suite: Suite, publicKey: Uint8Array) {
    this.#suite = suite
    this.#publicKey = publicKey
  }

  /** Fills in mac1, and mac2 while a fresh cookie is known. */
  sign(message: HandshakeMessage, now: Instant): void {
    const mac1 = mac1Of(message)
    mac1.set(this.#suite.mac(mac1KeyOf(this.#suite, this.#publicKey), mac1Input(message)))
    if (this.#lastMac1 === undefined) this.#lastMac1 = keep(mac1)
    else this.#lastMac1.set(mac1)
    if (this.#cookie !== undefined && since(this.#cookie.receivedAt, now) < COOKIE_LIFETIME) {
      mac2Of(message).set(this.#suite.mac(this.#cookie.bytes, mac2Input(message)))
    }
  }

  /** False if the reply is not to the last message that we signed. */
  accept(reply: CookieReply, now: Instant): boolean {
    if (this.#lastMac1 === undefined) return false
    const sealed = field.cookieReply.encryptedCookie(reply)
    const key = cookieKeyOf(this.#suite, this.#publicKey)
    const bytes = this.#suite.xopen(key, field.cookieReply.nonce(reply), sealed, this.#lastMac1)
    if (bytes === undefined) return false
    this.#cookie = { bytes: keep(bytes), receivedAt: now }
    return true
  }
}
