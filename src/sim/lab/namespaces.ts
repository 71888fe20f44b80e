/**
 * From a scenario to the steps that build its network out of namespaces: one for each host and router, and one, the hub,
 * where all cables end and in which the networks between them are played. Every device knows one neighbour, the hub, so
 * who reaches whom is decided there, as in the simulator, and nobody asks for addresses. It is pure: what it returns is
 * all that will be done.
 */
import { type Family, familyOf, type IpAddress } from "../../domain/net/ip_address.ts"
import { type Prefix, prefix, prefixFamily } from "../../domain/net/prefix.ts"
import type { FlowTimers } from "../flow.ts"
import { addressesOf, networksOf } from "../scenario/networks.ts"
import { hostFirewall, linkProfile, WAN_LATENCY } from "../scenario/profiles.ts"
import type { ScenarioFile } from "../scenario/schema.ts"
import { listOf } from "../scenario/text.ts"
import { kernelProfile } from "./kernel_profile.ts"
import { hostScript, routerScript } from "./nftables.ts"
import type { Step } from "./step.ts"
import { INSIDE, OUTSIDE, type Wire, wiresOf } from "./wires.ts"

/** A cable's ends. */
export interface LaidWire extends Wire {
  readonly namespace: string
  /** Of its end in the hub. */
  readonly hubDevice: string
  readonly mac: string
}

export interface Layout {
  readonly hub: string
  readonly wires: readonly LaidWire[]
  readonly steps: readonly Step[]
}

/** What everybody sends to, by hardware and by address. */
export const HUB_MAC = "02:4d:46:ff:ff:ff"
const HUB = { v4: "169.254.255.254", v6: "fe80::4d46" } as const

/** The namespace of a host or router in the lab of this name. */
export const namespaceOf = (lab: string, owner: string): string => `${lab}-${owner}`

/** Of a scenario that `labTroubles` has nothing against. `lab` begins the names of all namespaces. */
export function layOut(file: ScenarioFile, lab: string): Layout {
  const hub = namespaceOf(lab, "hub.")
  const wires = wiresOf(file).map((wire): LaidWire => ({
    ...wire,
    namespace: namespaceOf(lab, wire.owner),
    hubDevice: `w${wire.index}`,
    mac: `02:4d:46:00:${hex(wire.index >>> 8)}:${hex(wire.index & 0xff)}`,
  }))
  const owners = [...new Set(wires.map(({ namespace }) => namespace))]
  const steps = [
    ...[hub, ...owners].map((name): Step => ({ tool: "ip", line: `netns add ${name}` })),
    ...[hub, ...owners].flatMap(quietly),
    ...wires.map((wire): Step => ({
      tool: "ip",
      line:
        `link add ${wire.device} netns ${wire.namespace} address ${wire.mac} type veth peer name ${wire.hubDevice} ` +
        `netns ${hub}`,
    })),
    ...wires.map(({ hubDevice }): Step => ({
      tool: "ip",
      namespace: hub,
      line: `link set dev ${hubDevice} mtu 65535 up`,
    })),
    ...Object.keys(file.routers ?? {}).flatMap((name) => routerSteps(file, name, namespaceOf(lab, name))),
    ...Object.keys(file.nodes).flatMap((name) => hostSteps(file, name, namespaceOf(lab, name))),
  ]
  return { hub, wires, steps }
}

/** Nothing of its own accord: no questions about addresses, no advice to others, no limit on errors. */
function quietly(namespace: string): readonly Step[] {
  return QUIET.map(([key, value]) => ({ tool: "sysctl", namespace, key, value }))
}

const QUIET = [
  ["net.ipv4.conf.all.rp_filter", "0"],
  ["net.ipv4.conf.default.rp_filter", "0"],
  ["net.ipv4.conf.all.send_redirects", "0"],
  ["net.ipv4.conf.default.send_redirects", "0"],
  ["net.ipv4.icmp_ratelimit", "0"],
  ["net.ipv6.icmp.ratelimit", "0"],
  ["net.ipv6.conf.default.accept_ra", "0"],
  ["net.ipv6.conf.default.accept_dad", "0"],
  ["net.ipv6.conf.default.router_solicitations", "0"],
] as const

function routerSteps(file: ScenarioFile, name: string, namespace: string): readonly Step[] {
  const router = file.routers?.[name]
  if (router === undefined) return []
  const profile = kernelProfile(router)
  const outside = addressesOf(router.outside)
  const inside = listOf(router.inside).map(prefix)
  const families = [...new Set([...outside.map(familyOf), ...inside.map(prefixFamily)])]
  const external = outside.find((address) => familyOf(address) === "v4")
  const { mtu } = linkProfile(router.link, WAN_LATENCY)
  return [
    { tool: "sysctl", namespace, key: "net.ipv4.ip_forward", value: "1" },
    { tool: "sysctl", namespace, key: "net.ipv6.conf.all.forwarding", value: "1" },
    ...device({ namespace, name: OUTSIDE, addresses: outside, families, mtu }),
    ...device({ namespace, name: INSIDE, addresses: [], families, mtu: 1500 }),
    ...inside.map((block) => route(namespace, INSIDE, block)),
    ...families.map((family) => route(namespace, OUTSIDE, EVERYWHERE[family])),
    ...memory(namespace, profile.forward.timers),
    {
      tool: "nft",
      namespace,
      script: routerScript(profile, { external, inside: inside.filter((one) => prefixFamily(one) === "v4") }),
    },
  ]
}

function hostSteps(file: ScenarioFile, name: string, namespace: string): readonly Step[] {
  const node = file.nodes[name]
  if (node === undefined) return []
  const firewall = hostFirewall(node.firewall)
  const networks = networksOf(file)
  const devices = Object.entries(node.interfaces).map(([name, { on, address, link }]) => {
    const { mtu } = linkProfile(link, WAN_LATENCY)
    const addresses = addressesOf(address)
    const families = [...new Set(addresses.map(familyOf))]
    return { namespace, name, addresses, families, mtu, neighbourhood: networks.get(on) ?? [] }
  })
  return [
    ...devices.flatMap(device),
    ...ways(devices),
    ...(firewall === undefined ? [] : [
      ...memory(namespace, firewall.timers),
      { tool: "nft", namespace, script: hostScript(firewall) } as const,
    ]),
  ]
}

/** To its networks, and to everywhere else, each over the first device that has an address of the family. */
function ways(devices: readonly (Device & { readonly neighbourhood: readonly Prefix[] })[]): readonly Step[] {
  const taken = new Set<Prefix>()
  return devices.flatMap(({ namespace, name, families, neighbourhood }) => {
    const own = [...neighbourhood, EVERYWHERE.v4, EVERYWHERE.v6]
      .filter((block) => families.includes(prefixFamily(block)) && !taken.has(block))
    own.forEach((block) => taken.add(block))
    return own.map((block) => route(namespace, name, block))
  })
}

interface Device {
  readonly namespace: string
  readonly name: string
  readonly addresses: readonly IpAddress[]
  /** What goes through it: with too small an MTU for IPv6 it knows nothing of that, not even neighbours. */
  readonly families: readonly Family[]
  readonly mtu: number
}

function device({ namespace, name, addresses, families, mtu }: Device): readonly Step[] {
  const [first] = addresses.filter((address) => familyOf(address) === "v6")
  const lines = [
    ...addresses.map((address) => {
      if (familyOf(address) === "v4") return `addr add ${address}/32 dev ${name}`
      return `addr add ${address}/128 dev ${name} nodad${address === first ? "" : UNPREFERRED}`
    }),
    `link set dev ${name} mtu ${mtu} up`,
    ...families.map((family) => `neigh add ${HUB[family]} lladdr ${HUB_MAC} dev ${name} nud permanent`),
  ]
  return lines.map((line) => ({ tool: "ip", namespace, line }))
}

/** Of several IPv6 addresses the first is to be the source, as it is in IPv4, and not the one that looks most like the target. */
const UNPREFERRED = " valid_lft forever preferred_lft 0"

const route = (namespace: string, device: string, to: Prefix): Step => ({
  tool: "ip",
  namespace,
  line: `route add ${to} via ${HUB[prefixFamily(to)]} dev ${device} onlink`,
})

const EVERYWHERE = { v4: prefix("0.0.0.0/0"), v6: prefix("::/0") } as const

/** How long conntrack remembers; when a flow is a stream is fixed in the kernel. */
function memory(namespace: string, { unreplied, assured }: FlowTimers): readonly Step[] {
  const seconds = (micros: number): string => String(Math.round(micros / 1_000_000))
  return [
    { tool: "sysctl", namespace, key: "net.netfilter.nf_conntrack_udp_timeout", value: seconds(unreplied) },
    { tool: "sysctl", namespace, key: "net.netfilter.nf_conntrack_udp_timeout_stream", value: seconds(assured) },
  ]
}

const hex = (byte: number): string => byte.toString(16).padStart(2, "0")
