/** From what a scenario file says of links, NATs and firewalls to the profiles that the simulator runs on. */
import { endpoint } from "../../domain/net/endpoint.ts"
import { type Duration, millis, seconds } from "../../domain/net/instant.ts"
import type { FirewallProfile } from "../firewall.ts"
import { flatTimers, type FlowTimers } from "../flow.ts"
import type { LinkProfile } from "../link.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import type { LinuxProfile, SourceRule } from "../netfilter/linux_profile.ts"
import type {
  FirewallSchema,
  LinkSchema,
  LinuxSchema,
  NatSchema,
  RouterSchema,
  TimersSchema,
} from "./network_schema.ts"
import { LINUX, PRESETS, STRICT_FIREWALL } from "./presets.ts"
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

/** Whether IPv4 outside is something else inside. A router that says nothing is a home router. */
export const isTranslating = (router: RouterSchema): boolean =>
  (router.nat64 ?? linuxProfile(router)?.source ?? natProfile(router)) !== undefined

/** Of a router by the axes of RFC 4787 that translates; undefined for any other. */
export function natProfile(router: RouterSchema): NatProfile | undefined {
  const { preset = "home", nat } = router
  if (nat === "none" || linuxProfile(router) !== undefined) return undefined
  return nat === undefined ? PRESETS[preset].nat : withNat(PRESETS[preset].nat, nat)
}

/** Of a Linux router: one that says so, or whose preset is one unless it names axes of RFC 4787 all the same. */
export function linuxProfile(router: RouterSchema): LinuxProfile | undefined {
  const { preset = "linux-masquerade", nat, linux, firewall } = router
  const base = PRESETS[preset].linux ?? LINUX
  if (linux === undefined && (PRESETS[preset].linux === undefined || typeof nat === "object")) return undefined
  if (linux === undefined && router.preset === undefined) return undefined
  const forward = firewall === "none" ? OPEN_FIREWALL : firewallProfile(firewall, PRESETS[preset].firewall)
  return {
    source: nat === "none" ? undefined : sourceRule(linux, base.source),
    input: linux?.input ?? base.input,
    forward: {
      ...forward,
      timers: linux?.timeout === undefined ? forward.timers : flowTimers(linux.timeout),
      capacity: linux?.capacity ?? forward.capacity,
    },
    portForwards: Object.entries(linux?.["port-forwards"] ?? {}).map(([port, to]) => ({
      port: Number(port),
      to: endpoint(to),
    })),
    hairpin: linux?.hairpin ?? base.hairpin,
  }
}

function sourceRule(linux: LinuxSchema | undefined, base: SourceRule | undefined): SourceRule | undefined {
  const { nat, ports = base?.ports } = linux ?? {}
  if (nat === "none") return undefined
  if (nat === undefined) return { statement: "masquerade", random: undefined, ...base, ports }
  const random = nat.endsWith("fully-random") ? "fully-random" : nat.endsWith("random") ? "random" : undefined
  return { statement: nat.startsWith("snat") ? "snat" : "masquerade", ports, random }
}

/** Of a router: strict unless it says otherwise, and open if it neither translates nor says anything. */
export function routerFirewall({ preset, nat, nat64, nptv6, firewall }: RouterSchema): FirewallProfile | undefined {
  if (firewall === "none") return undefined
  const isPlain = nat === "none" && nat64 === undefined && nptv6 === undefined
  if (isPlain && preset === undefined && firewall === undefined) return undefined
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
    tcp: firewall?.tcp ?? base.tcp,
    timers: firewall?.timeout === undefined ? base.timers : flowTimers(firewall.timeout),
    capacity: firewall?.capacity ?? base.capacity,
  }
}

const OPEN_FIREWALL: FirewallProfile = { ...STRICT_FIREWALL, inbound: "accept" }

function withNat(base: NatProfile, nat: NatSchema): NatProfile {
  const mappingTimers = nat.timeout === undefined ? base.mappingTimers : flowTimers(nat.timeout)
  const filterTimeout = nat["filter-timeout"] ?? nat.timeout
  return {
    mapping: nat.mapping ?? base.mapping,
    filtering: nat.filtering ?? base.filtering,
    pooling: nat["address-pooling"] ?? base.pooling,
    ports: nat.ports ?? base.ports,
    portRange: nat["port-range"] ?? base.portRange,
    step: nat.step ?? base.step,
    blocks: { size: nat["block-size"] ?? base.blocks.size, most: nat.blocks ?? base.blocks.most },
    rangeClass: nat["range-class"] ?? base.rangeClass,
    parity: nat.parity ?? base.parity,
    contiguity: nat.contiguity ?? base.contiguity,
    overlapping: nat["port-overlapping"] ?? base.overlapping,
    hold: nat.hold === undefined ? base.hold : readDuration(nat.hold),
    hairpinning: nat.hairpinning ?? base.hairpinning,
    mappingTimers,
    filterTimers: filterTimeout === undefined ? base.filterTimers : flowTimers(filterTimeout),
    refresh: nat.refresh ?? base.refresh,
    capacity: nat.capacity ?? base.capacity,
    overflow: nat.overflow ?? base.overflow,
    subscriberLimit: nat["subscriber-limit"] ?? base.subscriberLimit,
    icmpError: nat["icmp-error"] ?? base.icmpError,
    unsolicited: nat.unsolicited ?? base.unsolicited,
    alg: nat.alg ?? base.alg,
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
