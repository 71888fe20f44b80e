/** The values of single keys. A failure says what was expected, never what was read. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Duration, seconds } from "../../domain/net/instant.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import { PublicKeySchema } from "../../domain/public_key_schema.ts"
import type { RouteTable } from "./wg_config.ts"

export type Reader<A> = (text: string) => Result.Result<A, string>

export const readListenPort: Reader<number> = (text) =>
  expected(wholeNumber(text, 65_535), "expected a port from 0 to 65535")

/** Packets larger than these a tunnel does not carry, and IPv4 needs links to carry those that small. */
export const readMtu: Reader<number> = (text) => {
  const mtu = wholeNumber(text, 65_535)
  return expected(mtu !== undefined && mtu >= 68 ? mtu : undefined, "expected a number of bytes from 68 to 65535")
}

export const readFwMark: Reader<number> = (text) =>
  expected(isOff(text) ? 0 : decimalOrHex(text), "expected off, or a mark from 0 to 0xffffffff")

export const readTable: Reader<RouteTable> = (text) => {
  if (isOff(text)) return Result.succeed("off")
  if (text.toLowerCase() === "auto") return Result.succeed("auto")
  const table = decimalOrHex(text)
  return expected(table === 0 ? undefined : table, "expected off, auto, or a table's number from 1 to 4294967295")
}

export const readKeepalive: Reader<Duration> = (text) => {
  const count = isOff(text) ? 0 : wholeNumber(text, 65_535)
  return expected(count === undefined ? undefined : seconds(count), "expected off, or seconds from 0 to 65535")
}

export const readSwitch: Reader<boolean> = (text) => {
  const lower = text.toLowerCase()
  return expected(lower === "true" ? true : lower === "false" ? false : undefined, "expected true or false")
}

export const readPublicKey: Reader<PublicKey> = (text) =>
  expected(isPublicKey(text) ? text : undefined, "expected 32 bytes in base64")

/** Decimal digits alone; zeros may lead, as they may for `wg`. */
export function wholeNumber(text: string, most: number): number | undefined {
  if (!/^[0-9]{1,20}$/.test(text)) return undefined
  const value = Number(text)
  return value <= most ? value : undefined
}

function decimalOrHex(text: string): number | undefined {
  if (!/^0x[0-9a-f]{1,20}$/i.test(text)) return wholeNumber(text, MOST_U32)
  const value = Number(text)
  return value <= MOST_U32 ? value : undefined
}

const expected = <A>(value: A | undefined, otherwise: string): Result.Result<A, string> =>
  value === undefined ? Result.fail(otherwise) : Result.succeed(value)

const isOff = (text: string): boolean => text.toLowerCase() === "off"

const isPublicKey = Schema.is(PublicKeySchema)

const MOST_U32 = 0xffff_ffff
