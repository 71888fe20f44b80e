/**
 * Sealing for the discovery service, which stores and hands on what it cannot read. The key is the cluster secret itself.
 * An affiliate is AES-256-GCM, nonce ‖ ciphertext ‖ tag (spec/discovery.md 2.2). An endpoint is AES-256-ECB, block by
 * block without nonce or tag (2.3), so that the service finds out that two members report the same one: whatever opens
 * may be forged or garbage, and is checked field by field.
 */
import { ecb, gcm } from "@noble/ciphers/aes.js"
import * as Result from "effect/Result"
import { assert } from "../assert.ts"
import { concatBytes } from "../bytes.ts"
import type { Endpoint } from "../net/endpoint.ts"
import type { Affiliate } from "./affiliate.ts"
import { decodeAffiliate, encodeAffiliate, type MessageFault } from "./affiliate_message.ts"
import { decodeEndpoint, encodeEndpoint, type EndpointFault } from "./endpoint_message.ts"

/** Why something cannot be opened, or sealed at all. */
export type SealFault =
  /** No sealed affiliate or endpoint has so many bytes. */
  | "bad-size"
  /** Sealed with another secret, or changed since. */
  | "bad-tag"
  /** The service would refuse it. */
  | "too-big"
  | MessageFault
  | EndpointFault

/** The most that the service stores of an affiliate (spec/discovery.md 3.1), less nonce and tag. */
export const AFFILIATE_PLAINTEXT_MAX = 2020

/** The nonce must never have been used with this secret: draw all 12 bytes at random. */
export function sealAffiliate(
  affiliate: Affiliate,
  secret: Uint8Array,
  nonce: Uint8Array,
): Result.Result<Uint8Array, "too-big"> {
  assertSecret(secret)
  assert(nonce.length === NONCE, "a nonce has 12 bytes")
  const plaintext = encodeAffiliate(affiliate)
  if (plaintext.length > AFFILIATE_PLAINTEXT_MAX) return Result.fail("too-big")
  return Result.succeed(concatBytes(nonce, gcm(secret, nonce).encrypt(plaintext)))
}

/** What opens has no endpoints. Whether its node id is the one that it was filed under is for the caller to check. */
export function openAffiliate(blob: Uint8Array, secret: Uint8Array): Result.Result<Affiliate, SealFault> {
  assertSecret(secret)
  if (blob.length < NONCE + TAG || blob.length > NONCE + AFFILIATE_PLAINTEXT_MAX + TAG) return Result.fail("bad-size")
  const plaintext = opened(blob, secret)
  return plaintext === undefined ? Result.fail("bad-tag") : decodeAffiliate(plaintext)
}

/** Always the same bytes for the same endpoint and secret. */
export function sealEndpoint(endpoint: Endpoint, secret: Uint8Array): Uint8Array {
  assertSecret(secret)
  return ecb(secret, { disablePadding: true }).encrypt(encodeEndpoint(endpoint))
}

export function openEndpoint(blob: Uint8Array, secret: Uint8Array): Result.Result<Endpoint, SealFault> {
  assertSecret(secret)
  if (!ENDPOINT_SIZES.includes(blob.length)) return Result.fail("bad-size")
  return decodeEndpoint(ecb(secret, { disablePadding: true }).decrypt(blob))
}

/** The library throws at a wrong tag; here that is a value. */
function opened(blob: Uint8Array, secret: Uint8Array): Uint8Array | undefined {
  try {
    return gcm(secret, blob.subarray(0, NONCE)).decrypt(blob.subarray(NONCE))
  } catch {
    return undefined
  }
}

function assertSecret(secret: Uint8Array): void {
  assert(secret.length === 32, "a cluster secret has 32 bytes")
}

const NONCE = 12
const TAG = 16
const ENDPOINT_SIZES: readonly number[] = [16, 32]
