/**
 * What the mesh steers by, as a table of nftables: packets for routed networks are marked so that a rule leads them into
 * the tunnel; WireGuard's own are left alone; TCP segments that start here are clamped (spec/kubespan.md 5.4).
 */
import { FIREWALL_MARK, FORCE_MARK, MARK_MASK, type Steering } from "../../domain/mesh/steering.ts"
import { type Family, familyOf } from "../../domain/net/ip_address.ts"
import { type Prefix, prefixAddress } from "../../domain/net/prefix.ts"

export const TABLE = "inet meshfold"

/** For `nft -f`: the whole table anew, in one transaction. */
export function nftRules({ routed, maxSegment }: Steering): string {
  const sets = FAMILIES.map((family) => ({ family, set: routed.filter((one) => isOf(one, family)) }))
    .filter(({ set }) => set.length > 0)
  const marks = sets.map(({ family, set }) => `${to(family, set)} ${MARK} accept`)
  const clamps = sets.map(({ family, set }) => `${to(family, set)} ${clamp(maxSegment[family])}`)
  return [
    noRules,
    `table ${TABLE} {`,
    ...chain("prerouting", "type filter hook prerouting priority filter", [OURS, ...marks]),
    ...chain("outgoing", "type route hook output priority filter", [OURS, 'oifname "lo" accept', ...clamps, ...marks]),
    "}",
    "",
  ].join("\n")
}

/** Takes the table away, if it is there. */
export const noRules = `table ${TABLE}\ndelete table ${TABLE}\n`

const chain = (name: string, kind: string, rules: readonly string[]): readonly string[] => [
  `  chain ${name} {`,
  `    ${kind}; policy accept;`,
  ...rules.map((rule) => `    ${rule}`),
  "  }",
]

const to = (family: Family, set: readonly Prefix[]): string =>
  `${family === "v4" ? "ip" : "ip6"} daddr { ${set.join(", ")} }`

const clamp = (most: number): string =>
  `tcp flags & (syn | rst) == syn tcp option maxseg size > ${most} tcp option maxseg size set ${most}`

const isOf = (block: Prefix, family: Family): boolean => familyOf(prefixAddress(block)) === family

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`

const FAMILIES: readonly Family[] = ["v4", "v6"]
const OURS = `meta mark & ${hex(MARK_MASK)} == ${hex(FIREWALL_MARK)} accept`
/** (mark AND 0xffffff9f) XOR 0x40, which is the same. */
const MARK = `meta mark set meta mark & ${hex(~FIREWALL_MARK)} | ${hex(FORCE_MARK)}`
