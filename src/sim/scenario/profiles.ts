/** From what a scenario file says of links, NATs and firewalls to the profiles that the simulator runs on. */
import { type Duration, millis, seconds } from "../../domain/net/instant.ts"
import type { FirewallProfile } from "../firewall.ts"
import { flatTimers, type FlowTimers } from "../flow.ts"
import type { LinkProfile } from "../link.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import type { FirewallSchema, LinkSchema, NatSchema, RouterSchema, TimersSchema } from "./network_schema.ts"
import { PRESETS, STRICT_FIREWALL } from "./presets.ts"
import { readDuration, readRate, readShare } from "./units.ts"

/** Of a link that carries a host or router to the internet, and of one on a LAN. */
export const WAN_LATENCY: Duration = millis(10)
export const LAN_LATENCY: Duration = millis(1)

const DEFAULT_MTU = 1500
/** As a home router's buffer: 256 KiB. */
const DEFAULT_QUEUE = 262_144
const LINUX_ASSURED_AFTER = seconds(2)

export function linkProfile(link: LinkSchema | undefined, latency: Duration): LinkProfile {
  const { burst } = link ?? {}
  return {
    latency: link?.latency === undefined ? latency : readDuration(link.latency),
    jitter: readDuration(link?.jitter ?? ""),
    loss: share(link?.loss),
    burst: burst && { enter: readShare(burst.enter), leave: readShare(burst.leave), loss: readShare(burst.loss) },
    reorder: share(link?.reorder),
    duplicate: share(link?.duplicate),
    rate: link?.rate === undefined ? 0 : readRate(link.rate),
    queue: link?.queue ?? DEFAULT_QUEUE,
    mtu: link?.mtu ?? DEFAULT_MTU,
  }
}

/** Of a router that translates; undefined for one that does not. A router that says nothing is a home router. */
export function natProfile({ preset = "home", nat }: RouterSchema): NatProfile | undefined {
  if (nat === "none") return undefined
  return nat === undefined ? PRESETS[preset].nat : withNat(PRESETS[preset].nat, nat)
}

/** Of a router: strict unless it says otherwise, and open if it neither translates nor says anything. */
export function routerFirewall({ preset, nat, firewall }: RouterSchema): FirewallProfile | undefined {
  if (firewall === "none") return undefined
  if (nat === "none" && preset === undefined && firewall === undefined) return undefined
  return firewallProfile(firewall, preset === undefined ? STRICT_FIREWALL : PRESETS[preset].firewall)
}

/** Of a host: none unless it says so, and then strict. */
export function hostFirewall(firewall: FirewallSchema | undefined): FirewallProfile | undefined {
  return firewall && firewallProfile(firewall, STRICT_FIREWALL)
}

/** What is left out stays as in `base`. */
export function firewallProfile(firewall: FirewallSchema | undefined, base: FirewallProfile): FirewallProfile {
  return {
    inbound: firewall?.inbound ?? base.inbound,
    openPorts: firewall?.open ?? base.openPorts,
    udp: firewall?.udp ?? base.udp,
    timers: firewall?.timeout === undefined ? base.timers : flowTimers(firewall.timeout),
    capacity: firewall?.capacity ?? base.capacity,
  }
}

function withNat(base: NatProfile, nat: NatSchema): NatProfile {
  const mappingTimers = nat.timeout === undefined ? base.mappingTimers : flowTimers(nat.timeout)
  const filterTimeout = nat["filter-timeout"] ?? nat.timeout
  return {
    mapping: nat.mapping ?? base.mapping,
    filtering: nat.filtering ?? base.filtering,
    ports: nat.ports ?? base.ports,
    hairpinning: nat.hairpinning ?? base.hairpinning,
    mappingTimers,
    filterTimers: filterTimeout === undefined ? base.filterTimers : flowTimers(filterTimeout),
    refresh: nat.refresh ?? base.refresh,
    capacity: nat.capacity ?? base.capacity,
    portRange: nat["port-range"] ?? base.portRange,
  }
}

function flowTimers(timers: TimersSchema): FlowTimers {
  if (typeof timers === "string") return flatTimers(readDuration(timers))
  const assuredAfter = timers["assured-after"]
  return {
    unreplied: readDuration(timers.unreplied),
    replied: readDuration(timers.replied),
    assured: readDuration(timers.assured),
    assuredAfter: assuredAfter === undefined ? LINUX_ASSURED_AFTER : readDuration(assuredAfter),
  }
}

const share = (text: string | undefined): number => (text === undefined ? 0 : readShare(text))
