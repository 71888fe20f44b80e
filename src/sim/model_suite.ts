/**
 * A suite that keeps the structure of WireGuard's cryptography and drops its strength: lengths, failures, key agreement
 * and the dependence of every output on every input are real, secrecy is not. It makes a handshake cost microseconds, so
 * that a simulated mesh is bound by the mesh. It lives in the simulator and nothing that touches a socket can import it.
 *
 * Key agreement: the shared secret is a hash of both public keys, in an order that both sides see alike.
 */
import { compareBytes, isZero, readU32, writeU32 } from "../domain/bytes.ts"
import { cut } from "../domain/slab.ts"
import { TAG_LENGTH } from "../domain/wireguard/constants.ts"
import type { KeyPair, Suite } from "../domain/wireguard/suite.ts"

export const modelSuite: Suite = {
  name: "model",
  keyPair: (privateKey) => ({ privateKey, publicKey: digest(Purpose.publicKey, privateKey, NONE, 32) }),
  dh,
  hash: (first, second = NONE) => digest(Purpose.hash, first, second, 32),
  mac: (key, data) => digest(Purpose.mac, key, data, 16),
  hmac: (key, data) => digest(Purpose.hmac, key, data, 32),
  seal,
  sealInto: (key, nonce, plaintext, out) => sealTo(out, key, nonce, { plaintext, ad: NONE }),
  open,
  xseal: seal,
  xopen: open,
}

const NONE = new Uint8Array(0)

const Purpose = { publicKey: 1, dh: 2, hash: 3, mac: 4, hmac: 5, tag: 6, stream: 7 } as const

function dh(ours: KeyPair, theirPublicKey: Uint8Array): Uint8Array | undefined {
  if (isZero(theirPublicKey)) return undefined
  const isOursFirst = compareBytes(ours.publicKey, theirPublicKey) < 0
  return isOursFirst
    ? digest(Purpose.dh, ours.publicKey, theirPublicKey, 32)
    : digest(Purpose.dh, theirPublicKey, ours.publicKey, 32)
}

function seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, ad: Uint8Array): Uint8Array {
  const sealed = cut(plaintext.length + TAG_LENGTH)
  sealTo(sealed, key, nonce, { plaintext, ad })
  return sealed
}

interface Parts {
  readonly plaintext: Uint8Array
  readonly ad: Uint8Array
}

function sealTo(out: Uint8Array, key: Uint8Array, nonce: Uint8Array, { plaintext, ad }: Parts): void {
  const length = plaintext.length
  if (length > 0) {
    out.set(plaintext)
    mask(out, length, key, nonce)
  }
  startTag(key, nonce, ad)
  absorb(out, length)
  squeeze(out, length, TAG_LENGTH)
}

function open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, ad: Uint8Array): Uint8Array | undefined {
  const length = sealed.length - TAG_LENGTH
  if (length < 0) return undefined
  startTag(key, nonce, ad)
  absorb(sealed, length)
  squeeze(tag, 0, TAG_LENGTH)
  for (let i = 0; i < TAG_LENGTH; i++) if (tag[i] !== sealed[length + i]) return undefined
  if (length === 0) return NONE
  const plaintext = cut(length)
  plaintext.set(sealed.subarray(0, length))
  mask(plaintext, length, key, nonce)
  return plaintext
}

/** Where `open` computes the tag it expects. */
const tag = new Uint8Array(TAG_LENGTH)

function startTag(key: Uint8Array, nonce: Uint8Array, ad: Uint8Array): void {
  start(Purpose.tag)
  absorb(key, key.length)
  absorb(nonce, nonce.length)
  absorb(ad, ad.length)
}

/** Adds a key stream to the first `length` bytes, and so takes it off again. */
function mask(bytes: Uint8Array, length: number, key: Uint8Array, nonce: Uint8Array): void {
  start(Purpose.stream)
  absorb(key, key.length)
  absorb(nonce, nonce.length)
  let word = state[0] ?? 0
  const whole = length & ~3
  for (let i = 0; i < whole; i += 4) {
    word = (Math.imul(word, 0x19660d) + 0x3c6ef35f) | 0
    writeU32(bytes, i, readU32(bytes, i) ^ word)
  }
  for (let i = whole; i < length; i++) bytes[i] = (bytes[i] ?? 0) ^ ((word >>> (5 * (i - whole))) & 0xff)
}

function digest(purpose: number, first: Uint8Array, second: Uint8Array, length: number): Uint8Array {
  const out = cut(length)
  start(purpose)
  absorb(first, first.length)
  absorb(second, second.length)
  squeeze(out, 0, length)
  return out
}

/** Four lanes of a multiply-xorshift hash. Reset by every `start`; nothing survives a call. */
const state = new Int32Array(4)

function start(purpose: number): void {
  state[0] = purpose
  state[1] = 0x243f6a88
  state[2] = 0x13198a2e
  state[3] = 0x03707344
}

/** The `| 0` keep the lanes in machine integers; without them this is three times slower. */
function absorb(bytes: Uint8Array, length: number): void {
  let a = state[0] ?? 0
  let b = state[1] ?? 0
  let c = state[2] ?? 0
  let d = state[3] ?? 0
  const whole = length & ~3
  for (let i = 0; i < length; i += 4) {
    const mixed = Math.imul(a ^ (i < whole ? readU32(bytes, i) : tail(bytes, i, length)), 0x85ebca6b)
    a = (b + (mixed ^ (mixed >>> 15))) | 0
    b = c ^ Math.imul(mixed, 0xc2b2ae35)
    c = (d + (b >>> 7)) | 0
    d = mixed ^ (mixed >>> 13)
  }
  state[0] = a ^ length
  state[1] = b
  state[2] = c
  state[3] = d
}

function tail(bytes: Uint8Array, from: number, length: number): number {
  let word = 0
  for (let i = from; i < length; i++) word |= (bytes[i] ?? 0) << (8 * (i - from))
  return word
}

function squeeze(out: Uint8Array, offset: number, length: number): void {
  let a = state[0] ?? 0
  let b = state[1] ?? 0
  let c = state[2] ?? 0
  let d = state[3] ?? 0
  for (let i = 0; i < length; i += 4) {
    for (let round = 0; round < 2; round++) {
      a = Math.imul(a ^ (a >>> 16) ^ d, 0x85ebca6b)
      b = Math.imul(b ^ (b >>> 13) ^ a, 0xc2b2ae35)
      c = Math.imul(c ^ (c >>> 15) ^ b, 0x27d4eb2f)
      d = (d + c + i) | 0
    }
    writeU32(out, offset + i, d)
  }
}
