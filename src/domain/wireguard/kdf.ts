/** KDFn(key, input) of the paper: HKDF with HMAC over HASH, one to three outputs of 32 bytes. spec/wireguard.md 1.1. */
import type { Suite } from "./suite.ts"

const ONE = Uint8Array.of(1)

export function kdf1(suite: Suite, key: Uint8Array, input: Uint8Array): Uint8Array {
  return suite.hmac(suite.hmac(key, input), ONE)
}

export function kdf2(suite: Suite, key: Uint8Array, input: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const prk = suite.hmac(key, input)
  const first = suite.hmac(prk, ONE)
  return [first, suite.hmac(prk, followed(first, 2))]
}

export function kdf3(suite: Suite, key: Uint8Array, input: Uint8Array): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const prk = suite.hmac(key, input)
  const first = suite.hmac(prk, ONE)
  const second = suite.hmac(prk, followed(first, 2))
  return [first, second, suite.hmac(prk, followed(second, 3))]
}

/** `bytes` and a counter behind them, good until the next call. */
function followed(bytes: Uint8Array, counter: number): Uint8Array {
  chained.set(bytes)
  chained[bytes.length] = counter
  return chained
}

const chained = new Uint8Array(33)
