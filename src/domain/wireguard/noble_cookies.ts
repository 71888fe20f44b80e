/**
 * What only cookies and macs take, and no platform has: keyed BLAKE2s with 16 bytes, and XChaCha20-Poly1305, from @noble.
 * Apart from the rest of the reference, which takes as long to load as a thread takes to begin.
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { blake2s } from "@noble/hashes/blake2.js"
import { opened } from "./opened.ts"
import type { Suite } from "./suite.ts"

export const nobleCookies: Pick<Suite, "mac" | "xseal" | "xopen"> = {
  mac: (key, data) => blake2s(data, { key, dkLen: 16 }),
  xseal: (key, nonce, plaintext, ad) => xchacha20poly1305(key, nonce, ad).encrypt(plaintext),
  xopen: (key, nonce, sealed, ad) => opened(() => xchacha20poly1305(key, nonce, ad).decrypt(sealed), sealed),
}
