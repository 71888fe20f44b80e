/** What a schema cannot see in what a file says of NAT64, CLAT and network prefix translation. */
import { familyOf } from "../../domain/net/ip_address.ts"
import { type Prefix, prefix, prefixAddress, prefixContains, prefixFamily } from "../../domain/net/prefix.ts"
import { WELL_KNOWN_PREFIX } from "../middlebox/ipv4_embedding.ts"
import type { Issue } from "./decode.ts"
import type { RouterSchema } from "./network_schema.ts"
import { addressesOf, entry, INTERNET, networksOf } from "./networks.ts"
import { someOf } from "./references.ts"
import type { ScenarioFile } from "./schema.ts"
import { listOf } from "./text.ts"

type Path = Issue["path"]

export function translationIssues(file: ScenarioFile): readonly Issue[] {
  const known = embeddingPrefixes(file)
  return [
    ...Object.entries(file.routers ?? {}).flatMap(([name, router]) => [
      ...nat64Issues(router, ["routers", name]),
      ...embeddingIssues(router, ["routers", name, "nat64"]),
      ...nptv6Issues(file, router, ["routers", name, "nptv6"]),
    ]),
    ...Object.entries(file.nodes).flatMap(([name, { clat }]) => clatIssues(known, clat, ["nodes", name, "clat"])),
  ]
}

/** Its inside is IPv6 alone; outside it has the one IPv4 address that is everybody's. */
function nat64Issues({ nat64, nat, linux, inside, outside }: RouterSchema, path: Path): readonly Issue[] {
  if (nat64 === undefined) return []
  const issues: Issue[] = []
  const ipv4 = addressesOf(outside).filter((address) => familyOf(address) === "v4").length
  if (ipv4 !== 1) {
    issues.push({ path: [...path, "outside"], message: `A NAT64 has exactly one IPv4 address outside, not ${ipv4}` })
  }
  for (const [i, block] of listOf(inside).map(prefix).entries()) {
    if (prefixFamily(block) === "v6") continue
    issues.push({ path: [...path, "inside", i], message: `Behind a NAT64 there is IPv6 only, and no ${block}` })
  }
  const isNatting = (nat !== undefined && nat !== "none") || (linux?.nat ?? "none") !== "none"
  if (isNatting) issues.push({ path: [...path, "nat64"], message: "A router has a NAT64 or a NAT, not both" })
  return issues
}

function nptv6Issues(file: ScenarioFile, router: RouterSchema, path: Path): readonly Issue[] {
  const { nptv6, behind = INTERNET } = router
  if (nptv6 === undefined) return []
  const [from, to] = [prefix(nptv6.inside), prefix(nptv6.outside)]
  const blocks = listOf(router.inside).map(prefix)
  const beyond = networksOf(file).get(behind) ?? []
  const issues: Issue[] = []
  if (!blocks.some((block) => overlap(block, from))) {
    issues.push({ path: [...path, "inside"], message: `${from} is not inside, where there is ${blocks.join(" and ")}` })
  }
  if (blocks.some((block) => overlap(block, to)) || overlap(from, to)) {
    issues.push({ path: [...path, "outside"], message: `${to} is inside as well, so nothing tells the two apart` })
  }
  if (beyond.length > 0 && !beyond.some((block) => prefixContains(block, prefixAddress(to)))) {
    const message = `${to} is not on ${behind}, which is ${beyond.join(" and ")}`
    issues.push({ path: [...path, "outside"], message })
  }
  return issues
}

/** Nobody inside has an address that means one in IPv4. */
function embeddingIssues({ nat64, inside }: RouterSchema, path: Path): readonly Issue[] {
  if (nat64 === undefined) return []
  const embedding = prefix(nat64.prefix ?? WELL_KNOWN_PREFIX)
  if (!listOf(inside).some((block) => overlap(prefix(block), embedding))) return []
  const message = `${embedding} is inside as well, so nothing tells the two apart`
  return [{ path: nat64.prefix === undefined ? path : [...path, "prefix"], message }]
}

/** By what they are, as they are written. Any network that a node could be on will do, as nodes move. */
const embeddingPrefixes = ({ routers = {} }: ScenarioFile): Readonly<Record<Prefix, string>> =>
  Object.fromEntries(
    Object.values(routers).flatMap(({ nat64 }) => {
      const text = nat64 && (nat64.prefix ?? WELL_KNOWN_PREFIX)
      return text === undefined ? [] : [[prefix(text), text]]
    }),
  )

function clatIssues(known: Readonly<Record<Prefix, string>>, clat: string | undefined, path: Path): readonly Issue[] {
  if (clat === undefined || entry(known, prefix(clat)) !== undefined) return []
  return [{ path, message: `No router has a NAT64 with ${clat}; there is ${someOf(known) || "none"}` }]
}

const overlap = (a: Prefix, b: Prefix): boolean =>
  prefixContains(a, prefixAddress(b)) || prefixContains(b, prefixAddress(a))
