/**
 * The same suite on `node:crypto`, synchronous on Deno and on Node. It lives among the adapters because the domain may
 * not import the platform. `node:crypto` has no keyed BLAKE2s and no XChaCha20; both stay with the reference, and both
 * are rare (two MACs for each handshake message, and cookies).
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
} from "node:crypto"
import { type CipherCCM, diffieHellman, type KeyObject } from "node:crypto"
import { concatBytes, isZero } from "../../domain/bytes.ts"
import { nobleCookies } from "../../domain/wireguard/noble_cookies.ts"
import { TAG_LENGTH } from "../../domain/wireguard/constants.ts"
import type { KeyPair, Suite } from "../../domain/wireguard/suite.ts"

export const nativeSuite: Suite = {
  name: "native",
  ...nobleCookies,
  keyPair,
  dh,
  hash: (first, second) => {
    const hash = createHash(HASH).update(first)
    return new Uint8Array((second === undefined ? hash : hash.update(second)).digest())
  },
  hmac: (key, data) => new Uint8Array(createHmac(HASH, key).update(data).digest()),
  seal: (key, nonce, plaintext, ad) => {
    const out = new Uint8Array(plaintext.length + TAG_LENGTH)
    sealTo(out, cipherOf(key, nonce, ad, plaintext.length), plaintext)
    return out
  },
  sealInto: (key, nonce, plaintext, out) => sealTo(out, cipherOf(key, nonce, NO_DATA, plaintext.length), plaintext),
  open,
}

const HASH = "blake2s256"
const AEAD = "chacha20-poly1305"
const NO_DATA = new Uint8Array(0)

/** DER around raw X25519 keys (RFC 8410): the fixed bytes in front of the 32 of the key. */
const PKCS8_HEADER = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32])
const SPKI_HEADER = Uint8Array.from([48, 42, 48, 5, 6, 3, 43, 101, 110, 3, 33, 0])

/** Importing a key costs as much as using it, so a pair keeps its imported form for as long as it lives. */
const imported = new WeakMap<KeyPair, KeyObject>()

function importPrivate(privateKey: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(concatBytes(PKCS8_HEADER, privateKey)), format: "der", type: "pkcs8" })
}

function keyPair(privateKey: Uint8Array): KeyPair {
  const key = importPrivate(privateKey)
  const spki = createPublicKey(key).export({ format: "der", type: "spki" })
  const pair = { privateKey, publicKey: new Uint8Array(spki.subarray(SPKI_HEADER.length)) }
  imported.set(pair, key)
  return pair
}

/** `node:crypto` throws at low-order points on some versions and returns zeros on others; both become a value. */
function dh(ours: KeyPair, theirPublicKey: Uint8Array): Uint8Array | undefined {
  try {
    const privateKey = imported.get(ours) ?? importPrivate(ours.privateKey)
    const spki = Buffer.from(concatBytes(SPKI_HEADER, theirPublicKey))
    const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" })
    const shared = new Uint8Array(diffieHellman({ privateKey, publicKey }))
    return isZero(shared) ? undefined : shared
  } catch {
    return undefined
  }
}

function cipherOf(key: Uint8Array, nonce: Uint8Array, ad: Uint8Array, plaintextLength: number): CipherCCM {
  const cipher = createCipheriv(AEAD, key, nonce, { authTagLength: TAG_LENGTH })
  if (ad.length > 0) cipher.setAAD(ad, { plaintextLength })
  return cipher
}

function sealTo(out: Uint8Array, cipher: CipherCCM, plaintext: Uint8Array): void {
  if (plaintext.length > 0) out.set(cipher.update(plaintext))
  cipher.final()
  out.set(cipher.getAuthTag(), plaintext.length)
}

function open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, ad: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG_LENGTH) return undefined
  const bodyLength = sealed.length - TAG_LENGTH
  const decipher = createDecipheriv(AEAD, key, nonce, { authTagLength: TAG_LENGTH })
  decipher.setAuthTag(sealed.subarray(bodyLength))
  if (ad.length > 0) decipher.setAAD(ad, { plaintextLength: bodyLength })
  const body = decipher.update(sealed.subarray(0, bodyLength))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return new Uint8Array(body)
}
