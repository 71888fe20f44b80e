/**
 * A private or preshared key. Whatever prints or copies a value does not see its 32 bytes; `bytes` is the one way to
 * them.
 */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import { assert } from "../assert.ts"
import { equalBytes, isZero } from "../bytes.ts"
import { PUBLIC_KEY_PATTERN } from "../public_key.ts"

const KEY_BYTES = 32

export class SecretKey {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    assert(bytes.length === KEY_BYTES, "a key has 32 bytes")
    this.#bytes = bytes.slice()
  }

  /** A copy, which the taker may wipe. */
  get bytes(): Uint8Array {
    return this.#bytes.slice()
  }

  /** Where a key could stand, zeros mean that there is none (spec/wireguard.md 2.1). */
  get isZero(): boolean {
    return isZero(this.#bytes)
  }

  equals(other: SecretKey): boolean {
    return equalBytes(this.#bytes, other.#bytes)
  }

  toString(): string {
    return `${KEY_BYTES} bytes, set`
  }

  toJSON(): string {
    return this.toString()
  }
}

/** Reads the base64 text of 32 bytes, as `wg genkey` writes it. The failure says what is wrong, never what was read. */
export function parseSecretKey(text: string): Result.Result<SecretKey, string> {
  const decoded = Base64.decode(text)
  if (!PUBLIC_KEY_PATTERN.test(text) || Result.isFailure(decoded)) return Result.fail("expected 32 bytes in base64")
  return Result.succeed(new SecretKey(decoded.success))
}
