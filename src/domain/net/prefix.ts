/** IP blocks as canonical CIDR text with host bits cleared, `10.244.3.0/24`: compared and keyed like addresses. */
import type * as Brand from "effect/Brand"
import * as Result from "effect/Result"
import { assert } from "../assert.ts"
import { nominal } from "../brand.ts"
import { addressFromValue, addressValue, type Family, familyBits, familyOf, type IpAddress } from "./ip_address.ts"
import { parseIpAddress } from "./ip_address.ts"

export type Prefix = string & Brand.Brand<"Prefix">

const brand = nominal<Prefix>()
const asAddress = nominal<IpAddress>()

/** Reads `ADDRESS/LENGTH`, or a bare address as a block of one; host bits are cleared. */
export function parsePrefix(text: string): Result.Result<Prefix, string> {
  const slash = text.indexOf("/")
  const parsed = parseIpAddress(slash < 0 ? text : text.slice(0, slash))
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const bits = familyBits(familyOf(parsed.success))
  if (slash < 0) return Result.succeed(prefixOf(parsed.success, bits))
  const digits = text.slice(slash + 1)
  if (!/^(0|[1-9][0-9]{0,2})$/.test(digits) || Number(digits) > bits) {
    return Result.fail(`the prefix length must be from 0 to ${bits}`)
  }
  return Result.succeed(prefixOf(parsed.success, Number(digits)))
}

/** For literals that are known to be right. */
export function prefix(text: string): Prefix {
  const parsed = parsePrefix(text)
  assert(Result.isSuccess(parsed), `"${text}" is a prefix`)
  return parsed.success
}

/** The block of `length` leading bits that holds `address`. */
export function prefixOf(address: IpAddress, length: number): Prefix {
  const family = familyOf(address)
  const bits = familyBits(family)
  if (length === bits) return brand(`${address}/${length}`)
  const hostBits = BigInt(bits - length)
  return brand(`${addressFromValue((addressValue(address) >> hostBits) << hostBits, family)}/${length}`)
}

/** The block that holds `address` alone. */
export const singleAddress = (address: IpAddress): Prefix => brand(`${address}/${familyBits(familyOf(address))}`)

export const prefixLength = (block: Prefix): number => Number(block.slice(block.indexOf("/") + 1))

/** The first address of the block, which stands before the slash in canonical form. */
export const prefixAddress = (block: Prefix): IpAddress => asAddress(block.slice(0, block.indexOf("/")))

export const prefixFamily = (block: Prefix): Family => (block.includes(":") ? "v6" : "v4")

export function prefixContains(block: Prefix, address: IpAddress): boolean {
  return prefixFamily(block) === familyOf(address) && prefixOf(address, prefixLength(block)) === block
}

/** Whether it is canonical text. */
export function isPrefix(text: string): boolean {
  const parsed = parsePrefix(text)
  return Result.isSuccess(parsed) && parsed.success === text
}
