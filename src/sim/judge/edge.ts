/**
 * What stands between a node and the internet, as one device: of several in a row the strictest mapping and the
 * strictest filter count. A firewall without translation filters like a NAT and maps like none.
 */
import { type Family, familyOf } from "../../domain/net/ip_address.ts"
import { endpointOf } from "../../domain/net/endpoint.ts"
import { routersAbove } from "../fabric/reach.ts"
import type { Router } from "../fabric/router.ts"
import type { Firewall } from "../firewall.ts"
import type { Host } from "../host.ts"
import type { Filtering, Mapping } from "../nat/rfc4787.ts"

export interface Edge {
  readonly mapping: Mapping
  /** "open": anybody may call. */
  readonly filtering: Filtering | "open"
  /** Whether a NAT is on the way at all. */
  readonly isTranslated: boolean
  /** Names what blocks UDP, if anything does. */
  readonly blockedBy: string | undefined
  /** Names of the routers and the firewall, nearest first. */
  readonly devices: readonly string[]
}

const STRICTNESS = ["endpoint-independent", "address-dependent", "address-and-port-dependent"] as const
const LEVELS = ["open", ...STRICTNESS] as const

/**
 * To a peer of this family: of the first interface that is up and has an address for it, or one that is translated to it
 * on the way; undefined if there is none.
 */
export function edgeOf(host: Host, port: number, family: Family): Edge | undefined {
  const own = host.familyTowards(family)
  const uplink = host.upInterfaces.find(({ addresses }) => addresses.some((one) => familyOf(one) === own))
  let address = uplink?.addresses.find((one) => familyOf(one) === own)
  if (uplink === undefined || address === undefined) return undefined
  const routers = routersAbove(uplink.attachment)
  let mapping: Mapping = "endpoint-independent"
  let filtering: Filtering | "open" = firewallFilter(host.firewall, port)
  let isTranslated = false
  for (const { box } of routers) {
    const seen = box.apparent(address, family)
    if (seen === undefined) return undefined
    const aspect = box.aspect(familyOf(seen), endpointOf(address, port))
    isTranslated ||= aspect.isTranslated
    mapping = stricter(STRICTNESS, mapping, aspect.mapping)
    filtering = stricter(LEVELS, filtering, aspect.filtering)
    address = seen
  }
  if (familyOf(address) !== family) return undefined
  const devices = [...(host.firewall === undefined ? [] : [`the firewall of ${host.name}`]), ...routers.map(nameOf)]
  return { mapping, filtering, isTranslated, blockedBy: blockerOf(host, routers), devices }
}

function firewallFilter(firewall: Firewall | undefined, port: number): Filtering | "open" {
  if (firewall === undefined || firewall.profile.inbound === "accept") return "open"
  return firewall.profile.openPorts.includes(port) ? "open" : "address-and-port-dependent"
}

function blockerOf(host: Host, routers: readonly Router[]): string | undefined {
  if (host.firewall?.profile.udp === "blocked") return `the firewall of ${host.name}`
  return routers.find(({ box }) => box.firewall?.udp === "blocked")?.name
}

const nameOf = ({ name }: Router): string => name

function stricter<Level extends string>(levels: readonly Level[], a: Level, b: Level): Level {
  return levels.indexOf(a) >= levels.indexOf(b) ? a : b
}
