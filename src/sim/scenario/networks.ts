/** The networks that a scenario file describes: the internet and one inside each router; and who is behind whom. */
import { type IpAddress, ipAddress } from "../../domain/net/ip_address.ts"
import { type Prefix, prefix, prefixContains } from "../../domain/net/prefix.ts"
import type { ScenarioFile } from "./schema.ts"
import { listOf } from "./text.ts"

export const INTERNET = "internet"

/** The entry of this name; names such as "constructor" are no different from others. */
export const entry = <T>(entries: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  entries !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined

type Networks = ReadonlyMap<string, readonly Prefix[]>

/** Every network by its name, with the prefixes that its addresses must come from; none for the internet. */
export function networksOf(file: ScenarioFile): Networks {
  const known = NETWORKS.get(file)
  if (known !== undefined) return known
  const networks = new Map<string, readonly Prefix[]>([[INTERNET, []]])
  for (const [name, { inside }] of Object.entries(file.routers ?? {})) networks.set(name, listOf(inside).map(prefix))
  NETWORKS.set(file, networks)
  return networks
}

/** Each address of a file asks for its networks, and making them takes as long as there are routers. */
const NETWORKS = new WeakMap<ScenarioFile, Networks>()

/** The networks that a router is behind, nearest first; undefined if that leads in a circle or nowhere. */
export function wayOut({ routers = {} }: ScenarioFile, router: string): readonly string[] | undefined {
  const way: string[] = []
  for (let name = router; name !== INTERNET;) {
    const router = entry(routers, name)
    if (router === undefined) return undefined
    const next = router.behind ?? INTERNET
    if (way.includes(next)) return undefined
    way.push(next)
    name = next
  }
  return way
}

/** Routers in an order in which each comes after the one that it is behind. */
export function outermostFirst(file: ScenarioFile): readonly string[] {
  const depth = (name: string): number => wayOut(file, name)?.length ?? 0
  return Object.keys(file.routers ?? {}).map((name) => ({ name, depth: depth(name) }))
    .sort((a, b) => a.depth - b.depth).map(({ name }) => name)
}

export const addressesOf = (texts: string | readonly string[]): readonly IpAddress[] => listOf(texts).map(ipAddress)

/** Whether the address may be used on a network with these prefixes. */
export const isAtHome = (address: IpAddress, prefixes: readonly Prefix[]): boolean =>
  prefixes.length === 0 || prefixes.some((one) => prefixContains(one, address))

export const isOfNobody = (address: IpAddress): boolean => OF_NOBODY.some((block) => prefixContains(block, address))

/** Addresses that mean nobody, oneself or many. */
const OF_NOBODY = ["0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/128", "::1/128", "ff00::/8"]
  .map(prefix)
