/**
 * KDFn(key, input) of the paper: HKDF with HMAC over HASH, one to three outputs of 32 bytes (spec/wireguard.md 1.1).
 * What lies between is wiped.
 */
import type { Suite } from "./suite.ts"
import { wipe } from "./wipe.ts"

const ONE = Uint8Array.of(1)

export function kdf1(suite: Suite, key: Uint8Array, input: Uint8Array): Uint8Array {
  const prk = suite.hmac(key, input)
  const first = suite.hmac(prk, ONE)
  wipe(prk)
  return first
}

export function kdf2(suite: Suite, key: Uint8Array, input: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const prk = suite.hmac(key, input)
  const first = suite.hmac(prk, ONE)
  const second = suite.hmac(prk, followed(first, 2))
  wipe(prk, chained)
  return [first, second]
}

export function kdf3(suite: Suite, key: Uint8Array, input: Uint8Array): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const prk = suite.hmac(key, input)
  const first = suite.hmac(prk, ONE)
  const second = suite.hmac(prk, followed(first, 2))
  const third = suite.hmac(prk, followed(second, 3))
  wipe(prk, chained)
  return [first, second, third]
}

/** `bytes` and a counter behind them, good until the next call. */
function followed(bytes: Uint8Array, counter: number): Uint8Array {
  chained.set(bytes)
  chained[bytes.length] = counter
  return chained
}

const chained = new Uint8Array(33)
