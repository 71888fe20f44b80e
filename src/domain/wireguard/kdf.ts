/** KDFn(key, input) of the paper: HKDF with HMAC over HASH, one to three outputs of 32 bytes. spec/wireguard.md 1.1. */
import { concatBytes } from "../bytes.ts"
import type { Suite } from "./suite.ts"

const ONE = Uint8Array.of(1)
const TWO = Uint8Array.of(2)
const THREE = Uint8Array.of(3)

export function kdf1(suite: Suite, key: Uint8Array, input: Uint8Array): Uint8Array {
  return suite.hmac(suite.hmac(key, input), ONE)
}

export function kdf2(suite: Suite, key: Uint8Array, input: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const prk = suite.hmac(key, input)
  const first = suite.hmac(prk, ONE)
  return [first, suite.hmac(prk, concatBytes(first, TWO))]
}

export function kdf3(suite: Suite, key: Uint8Array, input: Uint8Array): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const prk = suite.hmac(key, input)
  const first = suite.hmac(prk, ONE)
  const second = suite.hmac(prk, concatBytes(first, TWO))
  return [first, second, suite.hmac(prk, concatBytes(second, THREE))]
}
