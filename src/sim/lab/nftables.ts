/** Rules of a router or of a host as nftables scripts. nft 1.0 wants a line for each closing brace. */
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Prefix } from "../../domain/net/prefix.ts"
import type { FirewallProfile } from "../firewall.ts"
import type { LinuxProfile, SourceRule } from "../netfilter/linux_profile.ts"
import { INSIDE, OUTSIDE } from "./wires.ts"

export interface RouterPlace {
  /** Its IPv4 address outside, if it translates. */
  readonly external: IpAddress | undefined
  /** IPv4 prefixes inside. */
  readonly inside: readonly Prefix[]
}

export function routerScript(profile: LinuxProfile, place: RouterPlace): string {
  const { source, input, forward, portForwards, hairpin } = profile
  const { external } = place
  const nat = source === undefined || external === undefined ? [] : [
    "table ip nat {",
    chain("arriving", "nat", "prerouting priority dstnat", [
      ...portForwards.map(({ port, to }) =>
        `${hairpin ? "" : `iifname "${OUTSIDE}" `}ip daddr ${external} udp dport ${port} dnat to ${formatEndpoint(to)}`
      ),
    ]),
    chain("leaving", "nat", "postrouting priority srcnat", [
      `oifname "${OUTSIDE}" ${sourceStatement(source, external)}`,
      ...(hairpin
        ? place.inside.map((block) => `oifname "${INSIDE}" ip saddr ${block} ct status dnat snat to ${external}`)
        : []),
    ]),
    "}",
  ]
  const uninvited = input === "accept" ? [] : [`iifname "${OUTSIDE}" meta l4proto udp ${input}`]
  return [
    ...nat,
    "table inet filter {",
    chain("inward", "filter", "input priority filter", [ESTABLISHED, ...uninvited]),
    chain("across", "filter", "forward priority filter", [
      ...(forward.udp === "blocked" ? ["meta l4proto udp drop"] : []),
      `iifname "${INSIDE}" accept`,
      ESTABLISHED,
      "ct status dnat accept",
      ...inboundRules(forward),
    ]),
    "}",
    "",
  ].join("\n")
}

export function hostScript(profile: FirewallProfile): string {
  const blocked = profile.udp === "blocked" ? ["meta l4proto udp drop"] : []
  return [
    "table inet filter {",
    chain("inward", "filter", "input priority filter", [...blocked, ESTABLISHED, ...inboundRules(profile)]),
    chain("outward", "filter", "output priority filter", blocked),
    "}",
    "",
  ].join("\n")
}

function sourceStatement({ statement, ports, random }: SourceRule, external: IpAddress): string {
  const range = ports === undefined ? "" : `:${ports[0]}-${ports[1]}`
  const to = statement === "snat" ? [`to ${external}${range}`] : range === "" ? [] : [`to ${range}`]
  return ["meta l4proto udp", statement, ...to, ...(random === undefined ? [] : [random])].join(" ")
}

const inboundRules = ({ inbound, openPorts }: FirewallProfile): readonly string[] => [
  ...(openPorts.length > 0 ? [`udp dport { ${openPorts.join(", ")} } accept`] : []),
  ...(inbound === "drop" ? ["drop"] : []),
]

const ESTABLISHED = "ct state established,related accept"

const chain = (name: string, type: string, hook: string, rules: readonly string[]): string =>
  [` chain ${name} {`, `  type ${type} hook ${hook}; policy accept;`, ...rules.map((rule) => `  ${rule}`), " }"].join(
    "\n",
  )
