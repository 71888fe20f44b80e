/**
 * WireGuard public keys as standard base64 text (44 characters for 32 bytes): the form in which the mesh, events and
 * reports name a peer.
 */
import type * as Brand from "effect/Brand"
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import { assert } from "./assert.ts"
import { nominal } from "./brand.ts"

export type PublicKey = string & Brand.Brand<"PublicKey">

const brand = nominal<PublicKey>()

/** What a base64 text must look like to be 32 bytes: 43 characters, the last with two zero bits, and one pad. */
export const PUBLIC_KEY_PATTERN = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/u

export function publicKeyOf(bytes: Uint8Array): PublicKey {
  assert(bytes.length === 32, "a public key has 32 bytes")
  return brand(Base64.encode(bytes))
}

export function publicKeyBytes(key: PublicKey): Uint8Array {
  const decoded = Base64.decode(key)
  assert(Result.isSuccess(decoded) && decoded.success.length === 32, "a PublicKey is 32 bytes in base64")
  return decoded.success
}
