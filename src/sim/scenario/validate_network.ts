/** What a schema cannot see in the standing parts of a file: names, who is behind whom, addresses. */
import { familyOf } from "../../domain/net/ip_address.ts"
import { type Prefix, prefix, prefixAddress, prefixContains } from "../../domain/net/prefix.ts"
import type { Issue } from "./decode.ts"
import type { RouterSchema } from "./network_schema.ts"
import { addressesOf, entry, INTERNET, isAtHome, isOfNobody, networksOf, wayOut } from "./networks.ts"
import { isTranslating, natProfile } from "./profiles.ts"
import { someOf, spanIssues } from "./references.ts"
import type { ScenarioFile } from "./schema.ts"
import { listOf } from "./text.ts"
import { linuxIssues } from "./validate_linux.ts"
import { natIssues } from "./validate_nat.ts"
import { translationIssues } from "./validate_translation.ts"

/** Names that mean something else. */
const RESERVED = [INTERNET, "all"]

const MAX_NODES = 5_000

export function validateNetwork(file: ScenarioFile): readonly Issue[] {
  const misnamed = names(file)
  return misnamed.length > 0 ? misnamed : [...routers(file), ...translationIssues(file), ...nodes(file)]
}

function names({ routers = {}, nodes }: ScenarioFile): readonly Issue[] {
  const issues: Issue[] = []
  const entries = [
    ...Object.keys(routers).map((name) => ["routers", name]),
    ...Object.keys(nodes).map((name) => ["nodes", name]),
  ]
  for (const [list = "", name = ""] of entries) {
    if (RESERVED.includes(name)) {
      issues.push({ path: [list, name], message: `"${name}" is reserved; choose another name` })
    }
    if (list === "nodes" && entry(routers, name) !== undefined) {
      issues.push({ path: [list, name], message: `There is a router of the same name, "${name}"` })
    }
  }
  const count = Object.keys(nodes).length
  if (count === 0) issues.push({ path: ["nodes"], message: "Expected at least one node" })
  if (count > MAX_NODES) issues.push({ path: ["nodes"], message: `Expected at most ${MAX_NODES} nodes, not ${count}` })
  return issues
}

function routers(file: ScenarioFile): readonly Issue[] {
  return Object.entries(file.routers ?? {}).flatMap(([name, router]) => {
    const { behind = INTERNET } = router
    const path = ["routers", name]
    if (wayOut(file, name) === undefined) {
      const isKnown = entry(file.routers, behind) !== undefined
      const message = isKnown ? `"${name}" is behind itself` : unknownNetwork(file, behind)
      return [{ path: [...path, ...(router.behind === undefined ? [] : ["behind"])], message }]
    }
    return [
      ...outsideIssues(router, path),
      ...natIssues(router, [...path, "nat"]),
      ...linuxIssues(router, path),
      ...addressIssues(file, behind, router.outside, [...path, "outside"]),
      ...overlaps(listOf(router.inside).map(prefix), [...path, "inside"]),
    ]
  })
}

/** A translating router has the one IPv4 address that it translates to; one by the axes of RFC 4787 may have a pool. */
function outsideIssues(router: RouterSchema, path: readonly string[]): readonly Issue[] {
  const ipv4 = addressesOf(router.outside).filter((address) => familyOf(address) === "v4")
  if (!isTranslating(router) || router.nat64 !== undefined || ipv4.length === 1) return []
  const hasPool = natProfile(router) !== undefined
  if (hasPool && ipv4.length > 1) return []
  const expected = hasPool ? "an IPv4 address outside" : `exactly one IPv4 address outside, not ${ipv4.length}`
  return [{ path: [...path, "outside"], message: `A router with NAT has ${expected}; or say "nat: none"` }]
}

/** Prefixes of one network that overlap: one of them says nothing, or not what was meant. */
function overlaps(prefixes: readonly Prefix[], path: Issue["path"]): readonly Issue[] {
  const isInside = (one: Prefix, other: Prefix): boolean => prefixContains(other, prefixAddress(one))
  return prefixes.flatMap((one, i) => {
    const other = prefixes.slice(0, i).find((earlier) => isInside(one, earlier) || isInside(earlier, one))
    return other === undefined ? [] : [{ path: [...path, i], message: `${one} overlaps ${other}` }]
  })
}

function nodes(file: ScenarioFile): readonly Issue[] {
  return Object.entries(file.nodes).flatMap(([node, { interfaces, start }]) => {
    const path = ["nodes", node, "interfaces"]
    const entries = Object.entries(interfaces)
    if (entries.length === 0) return [{ path, message: "Expected at least one interface" }]
    return [
      ...spanIssues(file, start === "never" ? undefined : start, ["nodes", node, "start"]),
      ...entries.flatMap(([name, { on, address }]) => interfaceIssues(file, { on, address }, [...path, name])),
    ]
  })
}

/** Of an interface in the nodes or of one in a timeline. */
export function interfaceIssues(
  file: ScenarioFile,
  { on, address }: { readonly on: string; readonly address: string | readonly string[] },
  path: Issue["path"],
): readonly Issue[] {
  if (!networksOf(file).has(on)) return [{ path: [...path, "on"], message: unknownNetwork(file, on) }]
  return addressIssues(file, on, address, [...path, "address"])
}

export function addressIssues(
  file: ScenarioFile,
  network: string,
  addresses: string | readonly string[],
  path: Issue["path"],
): readonly Issue[] {
  const prefixes = networksOf(file).get(network) ?? []
  return addressesOf(addresses).flatMap((address) => {
    if (isOfNobody(address)) return [{ path, message: `No host can have the address ${address}` }]
    if (isAtHome(address, prefixes)) return []
    return [{ path, message: `${address} is not on ${network}, which is ${prefixes.join(" and ")}` }]
  })
}

function unknownNetwork(file: ScenarioFile, name: string): string {
  return `There is no network "${name}"; there is ${someOf(file.routers, INTERNET)}`
}
