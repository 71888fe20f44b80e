/** The addresses of this host's interfaces that are up, each once, in the order in which the system tells them. */
import { networkInterfaces } from "node:os"
import * as Result from "effect/Result"
import { type IpAddress, parseIpAddress } from "../../domain/net/ip_address.ts"

export function ownAddresses(): readonly IpAddress[] {
  const texts = Object.values(networkInterfaces()).flatMap((those) => (those ?? []).map(({ address }) => address))
  return [...new Set(texts)].map(parseIpAddress).filter(Result.isSuccess).map(({ success }) => success)
}
