/** The reference suite: @noble, the same bytes on every runtime. Nothing is faster to read and little is slower to run. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import { x25519 } from "@noble/curves/ed25519.js"
import { blake2s } from "@noble/hashes/blake2.js"
import { hmac } from "@noble/hashes/hmac.js"
import { isZero } from "../bytes.ts"
import { nobleCookies } from "./noble_cookies.ts"
import { opened } from "./opened.ts"
import type { KeyPair, Suite } from "./suite.ts"

export const nobleSuite: Suite = {
  name: "noble",
  ...nobleCookies,
  keyPair: (privateKey) => ({ privateKey, publicKey: x25519.getPublicKey(privateKey) }),
  dh,
  hash: (first, second) =>
    second === undefined ? blake2s(first) : blake2s.create().update(first).update(second).digest(),
  hmac: (key, data) => hmac(blake2s, key, data),
  seal: (key, nonce, plaintext, ad) => chacha20poly1305(key, nonce, ad).encrypt(plaintext),
  sealInto: (key, nonce, plaintext, out) => void chacha20poly1305(key, nonce).encrypt(plaintext, out),
  open: (key, nonce, sealed, ad) => opened(() => chacha20poly1305(key, nonce, ad).decrypt(sealed), sealed),
}

/** The library throws at low-order points; here that is a value. */
function dh(ours: KeyPair, theirPublicKey: Uint8Array): Uint8Array | undefined {
  try {
    const shared = x25519.getSharedSecret(ours.privateKey, theirPublicKey)
    return isZero(shared) ? undefined : shared
  } catch {
    return undefined
  }
}
