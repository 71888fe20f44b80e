/**
 * Lists such as `0.0.0.0/0, !192.168.0.0/16` that choose addresses, and put them in order (spec/kubespan.md 3.1,
 * FilterIPs). The result starts empty; each filter in turn appends what it matches or, negated, removes what was
 * appended before it. So a list of nothing but negations chooses nothing, and so does an empty list.
 */
import * as Result from "effect/Result"
import type { IpAddress } from "../net/ip_address.ts"
import { parsePrefix, type Prefix, prefixContains } from "../net/prefix.ts"

export interface AddressFilter {
  readonly isNegative: boolean
  readonly prefix: Prefix
}

/** Reads a CIDR block or a bare address; `!` before it negates. */
export function parseAddressFilter(text: string): Result.Result<AddressFilter, string> {
  const isNegative = text.startsWith("!")
  return Result.map(parsePrefix(isNegative ? text.slice(1) : text), (prefix) => ({ isNegative, prefix }))
}

export const formatAddressFilter = ({ isNegative, prefix }: AddressFilter): string =>
  `${isNegative ? "!" : ""}${prefix}`

/** The addresses that the filters choose, each once: in the order of the filters, under one filter in the given order. */
export function filterAddresses(
  filters: readonly AddressFilter[],
  addresses: readonly IpAddress[],
): readonly IpAddress[] {
  const chosen = new Set<IpAddress>()
  for (const { isNegative, prefix } of filters) {
    for (const address of addresses) {
      if (!prefixContains(prefix, address)) continue
      if (isNegative) chosen.delete(address)
      else chosen.add(address)
    }
  }
  return [...chosen]
}
