/** How single values stand in a line: keys in hex, integers in decimal, prefixes with their length. */
import * as Hex from "effect/encoding/Hex"
import * as Result from "effect/Result"
import { type Endpoint, parseEndpoint } from "../../domain/net/endpoint.ts"
import { type Duration, seconds } from "../../domain/net/instant.ts"
import { parsePrefix, type Prefix } from "../../domain/net/prefix.ts"
import { type PublicKey, publicKeyBytes, publicKeyOf } from "../../domain/public_key.ts"
import { SecretKey } from "../../domain/wireguard/secret_key.ts"

/** undefined for what is none; that goes for all readers here. */
export function readPublicKey(text: string): PublicKey | undefined {
  const bytes = keyBytes(text)
  return bytes && publicKeyOf(bytes)
}

export const hexOfPublicKey = (key: PublicKey): string => Hex.encode(publicKeyBytes(key))

/** Zeros mean that there is no key, or that there is to be none. */
export function readSecretKey(text: string): SecretKey | "none" | undefined {
  const bytes = keyBytes(text)
  const key = bytes && new SecretKey(bytes)
  return key?.isZero === true ? "none" : key
}

export const hexOfSecretKey = (key: SecretKey | "none" | undefined): string =>
  key === undefined || key === "none" ? "0".repeat(64) : Hex.encode(key.bytes)

export const readPort = (text: string): number | undefined => readInteger(text, 0xffff)

export const readU32 = (text: string): number | undefined => readInteger(text, 0xffff_ffff)

/** As far as a number can count. */
export const readCount = (text: string): number | undefined => readInteger(text, Number.MAX_SAFE_INTEGER)

export function readKeepalive(text: string): Duration | undefined {
  const count = readInteger(text, 0xffff)
  return count === undefined ? undefined : seconds(count)
}

export const keepaliveText = (keepalive: Duration): string => String(Math.floor(keepalive / seconds(1)))

/** An address and a port from 1; names are for whoever sends them to resolve. */
export const readEndpoint = (text: string): Endpoint | undefined => Result.getOrUndefined(parseEndpoint(text))

/** With its length, which must be there. */
export const readPrefix = (text: string): Prefix | undefined =>
  text.includes("/") ? Result.getOrUndefined(parsePrefix(text)) : undefined

function keyBytes(text: string): Uint8Array | undefined {
  return /^[0-9a-fA-F]{64}$/.test(text) ? Result.getOrUndefined(Hex.decode(text)) : undefined
}

function readInteger(text: string, most: number): number | undefined {
  if (!/^[0-9]{1,20}$/.test(text)) return undefined
  const value = Number(text)
  return value <= most ? value : undefined
}
