/**
 * WireGuard's handshake once more, straight from the paper (spec/wireguard.md 1.1 to 1.3) and with nothing of ours in it:
 * so that what our device does is judged by another hand than the one that wrote it.
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import { x25519 } from "@noble/curves/ed25519.js"
import { blake2s } from "@noble/hashes/blake2.js"
import { hmac } from "@noble/hashes/hmac.js"

export interface Keys {
  readonly secret: Uint8Array
  readonly public: Uint8Array
}

export const keysOf = (secret: Uint8Array): Keys => ({ secret, public: x25519.getPublicKey(secret) })
export const newKeys = (): Keys => keysOf(crypto.getRandomValues(new Uint8Array(32)))

export interface Initiation {
  readonly us: Keys
  /** The responder's static public key. */
  readonly them: Uint8Array
  readonly ephemeral: Keys
  /** Our sender index. */
  readonly index: number
  readonly stamp: Uint8Array
  /** In place of what the ephemeral key gives. */
  readonly es?: Uint8Array
}

/** An initiation that is out, or one that came: what there is to know of it, and how far the transcript has got. */
export interface Begun {
  readonly ephemeral: Keys
  readonly chain: Uint8Array
  readonly hash: Uint8Array
}

/** Keys by direction. */
export interface Split {
  readonly fromInitiator: Uint8Array
  readonly fromResponder: Uint8Array
}

export function writeInitiation({ us, them, ephemeral, index, stamp, es }: Initiation) {
  const message = new Uint8Array(148)
  message.set([1])
  new DataView(message.buffer).setUint32(4, index, true)
  message.set(ephemeral.public, 8)
  const noise = new Transcript(them)
  noise.mixEphemeral(ephemeral.public)
  message.set(noise.seal(noise.mixKey(es ?? shared(ephemeral, them)), us.public), 40)
  message.set(noise.seal(noise.mixKey(shared(us, them)), stamp), 88)
  setMac1(message, them)
  const begun: Begun = { ephemeral, chain: noise.chain, hash: noise.hash }
  return { message, begun }
}

/** Undefined if its tag does not fit: another handshake's, or another preshared key. */
export function readResponse(us: Keys, begun: Begun, message: Uint8Array, presharedKey: Uint8Array): Split | undefined {
  const theirs = message.slice(12, 44)
  const noise = Transcript.from(begun)
  noise.mixEphemeral(theirs)
  noise.mixChain(shared(begun.ephemeral, theirs))
  noise.mixChain(shared(us, theirs))
  return noise.open(noise.mixPresharedKey(presharedKey), message.slice(44, 60)) && noise.split()
}

/** Who it is from, and what an answer needs; throws if it is not for us. */
export function readInitiation(us: Keys, message: Uint8Array) {
  const theirs = message.slice(8, 40)
  const noise = new Transcript(us.public)
  noise.mixEphemeral(theirs)
  const initiator = noise.open(noise.mixKey(shared(us, theirs)), message.slice(40, 88))
  const stamp = initiator && noise.open(noise.mixKey(shared(us, initiator)), message.slice(88, 116))
  if (initiator === undefined || stamp === undefined) throw new Error("an initiation that is not for us")
  return { initiator, stamp, theirs, chain: noise.chain, hash: noise.hash }
}

export function writeResponse(
  read: ReturnType<typeof readInitiation>,
  ephemeral: Keys,
  indices: { readonly ours: number; readonly theirs: number },
  presharedKey: Uint8Array,
): { readonly message: Uint8Array; readonly split: Split } {
  const message = new Uint8Array(92)
  const view = new DataView(message.buffer)
  message.set([2])
  view.setUint32(4, indices.ours, true)
  view.setUint32(8, indices.theirs, true)
  message.set(ephemeral.public, 12)
  const noise = Transcript.from(read)
  noise.mixEphemeral(ephemeral.public)
  noise.mixChain(shared(ephemeral, read.theirs))
  noise.mixChain(shared(ephemeral, read.initiator))
  message.set(noise.seal(noise.mixPresharedKey(presharedKey), NOTHING), 44)
  setMac1(message, read.initiator)
  return { message, split: noise.split() }
}

/** Over all before the macs, which are the last 32 bytes; the key is the receiver's. */
export function setMac1(message: Uint8Array, receiver: Uint8Array): void {
  const at = message.length - 32
  message.set(blake2s(message.subarray(0, at), { key: hash(ascii("mac1----"), receiver), dkLen: 16 }), at)
}

/** AEAD with no associated data, as transport messages have it. */
export const sealed = (key: Uint8Array, counter: bigint, plaintext: Uint8Array): Uint8Array =>
  chacha20poly1305(key, nonceOf(counter)).encrypt(plaintext)

export function opened(
  key: Uint8Array,
  counter: bigint,
  ciphertext: Uint8Array,
  ad?: Uint8Array,
): Uint8Array | undefined {
  try {
    return chacha20poly1305(key, nonceOf(counter), ad).decrypt(ciphertext)
  } catch {
    return undefined
  }
}

class Transcript {
  chain = hash(ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"))
  hash: Uint8Array

  constructor(responder: Uint8Array) {
    this.hash = hash(hash(this.chain, ascii("WireGuard v1 zx2c4 Jason@zx2c4.com")), responder)
  }

  static from({ chain, hash }: { readonly chain: Uint8Array; readonly hash: Uint8Array }): Transcript {
    const transcript = new Transcript(NOTHING)
    transcript.chain = chain
    transcript.hash = hash
    return transcript
  }

  mixChain(input: Uint8Array): void {
    ;[this.chain] = kdf(this.chain, input)
  }

  mixKey(input: Uint8Array): Uint8Array {
    const [chain, key] = kdf(this.chain, input)
    this.chain = chain
    return key
  }

  mixEphemeral(publicKey: Uint8Array): void {
    this.hash = hash(this.hash, publicKey)
    this.mixChain(publicKey)
  }

  mixPresharedKey(presharedKey: Uint8Array): Uint8Array {
    const [chain, t, key] = kdf(this.chain, presharedKey)
    this.chain = chain
    this.hash = hash(this.hash, t)
    return key
  }

  seal(key: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const ciphertext = chacha20poly1305(key, nonceOf(0n), this.hash).encrypt(plaintext)
    this.hash = hash(this.hash, ciphertext)
    return ciphertext
  }

  open(key: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
    const plaintext = opened(key, 0n, ciphertext, this.hash)
    this.hash = hash(this.hash, ciphertext)
    return plaintext
  }

  split(): Split {
    const [fromInitiator, fromResponder] = kdf(this.chain, NOTHING)
    return { fromInitiator, fromResponder }
  }
}

const shared = ({ secret }: Keys, theirs: Uint8Array): Uint8Array => x25519.getSharedSecret(secret, theirs)

const hash = (...parts: readonly Uint8Array[]): Uint8Array => {
  const state = blake2s.create()
  for (const part of parts) state.update(part)
  return state.digest()
}

function kdf(chain: Uint8Array, input: Uint8Array): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const key = hmac(blake2s, chain, input)
  const first = hmac(blake2s, key, Uint8Array.of(1))
  const second = hmac(blake2s, key, Uint8Array.of(...first, 2))
  return [first, second, hmac(blake2s, key, Uint8Array.of(...second, 3))]
}

function nonceOf(counter: bigint): Uint8Array {
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setBigUint64(4, counter, true)
  return nonce
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
const NOTHING = new Uint8Array(0)
