/**
 * Routers as people own them: in the axes of RFC 4787, or as Linux with its rules. The figures are defaults to start
 * from, not claims about a product; where one matters, say it in the scenario. Sources: spec/nat.md 1.2 to 1.5.
 */
import { minutes, seconds } from "../../domain/net/instant.ts"
import type { FirewallProfile } from "../firewall.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import { PLAIN_NAT } from "../nat/plain_nat.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import type { LinuxProfile } from "../netfilter/linux_profile.ts"
import type { PRESET_NAMES } from "./network_schema.ts"

export type PresetName = (typeof PRESET_NAMES)[number]

export interface Preset {
  readonly nat: NatProfile
  readonly firewall: FirewallProfile
  /** If it is one: then the axes say only where `nat` starts from. */
  readonly linux: LinuxProfile | undefined
}

/** Linux: nf_conntrack_max of a machine with a few gigabytes. */
const LINUX_TABLE = 262_144
/** Home routers remember a few thousand conversations. */
const HOME_TABLE = 4_096

/** Linux with plain `masquerade` that drops what comes uninvited: the port is kept while nobody else has it. */
const axes: NatProfile = {
  ...PLAIN_NAT,
  mappingTimers: LINUX_TIMERS,
  filterTimers: LINUX_TIMERS,
  capacity: LINUX_TABLE,
}

/** For what is not translated, IPv6 above all: answers only (RFC 6092). */
export const STRICT_FIREWALL: FirewallProfile = {
  inbound: "drop",
  openPorts: [],
  udp: "open",
  tcp: "open",
  timers: LINUX_TIMERS,
  capacity: LINUX_TABLE,
}

/** `masquerade`, and filters that let in nothing uninvited. */
export const LINUX: LinuxProfile = {
  source: { statement: "masquerade", ports: undefined, random: undefined },
  input: "drop",
  forward: STRICT_FIREWALL,
  portForwards: [],
  hairpin: false,
}

const textbook = (change: Partial<NatProfile>): Preset => ({
  nat: { ...axes, ...change },
  firewall: STRICT_FIREWALL,
  linux: undefined,
})

const linux = (change: Partial<LinuxProfile>, nat: Partial<NatProfile> = {}): Preset => ({
  nat: { ...axes, ...nat },
  firewall: STRICT_FIREWALL,
  linux: { ...LINUX, ...change },
})

const withoutUdp = (tcp: FirewallProfile["tcp"]): Preset => {
  const { nat } = textbook({})
  return { nat, firewall: { ...STRICT_FIREWALL, udp: "blocked", tcp }, linux: undefined }
}

const flat = (idle: ReturnType<typeof seconds>) => ({ mappingTimers: flatTimers(idle), filterTimers: flatTimers(idle) })

const SYMMETRIC = { mapping: "address-and-port-dependent", ports: "random" } as const

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  /** Most homes: ports kept, only the peer that was called may answer. */
  home: textbook({ capacity: HOME_TABLE }),
  /** A new random port for every peer: "symmetric". */
  corporate: textbook({ ...SYMMETRIC, ...flat(minutes(2)) }),
  /** RFC 6888: one external port for all peers, but not the inside one; hairpins; short-lived. */
  carrier: textbook({ ports: "random", hairpinning: "external-source", ...flat(minutes(1)) }),
  /**
   * RFC 6888 to the letter: one external port for all peers, open to all (REQ-7), from the one block of its subscriber,
   * of which 64 share an address (spec/nat.md 1.5); nobody else gets it for two minutes (REQ-8).
   */
  cgn: textbook({
    filtering: "endpoint-independent",
    pooling: "paired",
    ports: "block",
    blocks: { size: 1008, most: 1 },
    subscriberLimit: 1008,
    hold: seconds(120),
    hairpinning: "external-source",
    ...flat(minutes(5)),
  }),
  /** A cloud's NAT gateway: symmetric, 350 s. */
  cloud: textbook({ ...SYMMETRIC, ...flat(seconds(350)) }),
  /** AWS NAT gateway: 350 s (spec/nat.md 1.2), and some 55,000 conversations with each destination (1.4). */
  aws: textbook({ ...SYMMETRIC, overlapping: true, ...flat(seconds(350)) }),
  /** Azure NAT gateway: 240 s for UDP, and no other (spec/nat.md 1.2). */
  azure: textbook({ ...SYMMETRIC, overlapping: true, ...flat(minutes(4)) }),
  /** Google Cloud NAT: 30 s unless it is told otherwise (spec/nat.md 1.2), 64 ports for each machine (1.4). */
  gcp: textbook({
    ...SYMMETRIC,
    ports: "block",
    blocks: { size: 64, most: 1 },
    overlapping: true,
    ...flat(seconds(30)),
  }),
  /** Whoever knows the external port gets in. */
  "full-cone": textbook({
    filtering: "endpoint-independent",
    hairpinning: "external-source",
    capacity: HOME_TABLE,
    ...flat(minutes(5)),
  }),
  /** `masquerade` and nothing else, as on container hosts, NAT instances and in many a lab: what comes uninvited stays. */
  "linux-bare": linux({ input: "accept" }),
  "linux-masquerade": linux({}),
  /** `masquerade random` or `fully-random`: a new random port for every peer. */
  "linux-masquerade-random": linux(
    { source: { statement: "masquerade", ports: undefined, random: "fully-random" } },
    SYMMETRIC,
  ),
  /** A hotel: TCP to anywhere, and no UDP (spec/nat.md 1.4). */
  "udp-blocked": withoutUdp("open"),
  /** An office: out by its HTTP proxy or not at all. */
  "proxy-only": withoutUdp("proxy"),
}
