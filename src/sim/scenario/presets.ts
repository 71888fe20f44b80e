/**
 * Routers as people own them, in the axes of RFC 4787. The figures are defaults to start from, not claims about a
 * product; where one matters, say it in the scenario. Sources: spec/nat.md 1.2 to 1.5.
 */
import { minutes, seconds } from "../../domain/net/instant.ts"
import type { FirewallProfile } from "../firewall.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import type { PRESET_NAMES } from "./network_schema.ts"

export interface Preset {
  readonly nat: NatProfile
  readonly firewall: FirewallProfile
}

/** Linux: nf_conntrack_max of a machine with a few gigabytes. */
const LINUX_TABLE = 262_144
/** Home routers remember a few thousand conversations. */
const HOME_TABLE = 4_096

/** Linux with plain `masquerade` that drops what comes uninvited: the port is kept while nobody else has it. */
const linux: NatProfile = {
  mapping: "endpoint-independent",
  filtering: "address-and-port-dependent",
  ports: "preserve",
  hairpinning: "none",
  mappingTimers: LINUX_TIMERS,
  filterTimers: LINUX_TIMERS,
  refresh: "both",
  capacity: LINUX_TABLE,
  portRange: undefined,
}

/** For what is not translated, IPv6 above all: answers only (RFC 6092). */
export const STRICT_FIREWALL: FirewallProfile = {
  inbound: "drop",
  openPorts: [],
  udp: "open",
  timers: LINUX_TIMERS,
  capacity: LINUX_TABLE,
}

const preset = (change: Partial<NatProfile>): Preset => ({ nat: { ...linux, ...change }, firewall: STRICT_FIREWALL })

const flat = (idle: ReturnType<typeof seconds>) => ({ mappingTimers: flatTimers(idle), filterTimers: flatTimers(idle) })

export const PRESETS: Readonly<Record<(typeof PRESET_NAMES)[number], Preset>> = {
  /** Most homes: ports kept, only the peer that was called may answer. */
  home: preset({ capacity: HOME_TABLE }),
  /** A new random port for every peer: "symmetric". */
  corporate: preset({ mapping: "address-and-port-dependent", ports: "random", ...flat(minutes(2)) }),
  /** RFC 6888: one external port for all peers, but not the inside one; hairpins; short-lived. */
  carrier: preset({ ports: "random", hairpinning: "external-source", ...flat(minutes(1)) }),
  /** A cloud's NAT gateway: symmetric, 350 s. */
  cloud: preset({ mapping: "address-and-port-dependent", ports: "random", ...flat(seconds(350)) }),
  /** Whoever knows the external port gets in. */
  "full-cone": preset({
    filtering: "endpoint-independent",
    hairpinning: "external-source",
    capacity: HOME_TABLE,
    ...flat(minutes(5)),
  }),
  "linux-masquerade": preset({}),
  /** `masquerade random` or `fully-random`: a new random port for every peer. */
  "linux-masquerade-random": preset({ mapping: "address-and-port-dependent", ports: "random" }),
}
