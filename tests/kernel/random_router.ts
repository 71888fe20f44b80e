/** Routers with rules drawn at random: Linux NATs of all sorts, and stateful firewalls without NAT. */
import type { FirewallSchema, LinuxSchema, RouterSchema } from "../../src/sim/scenario/network_schema.ts"
import type { Dice } from "./dice.ts"

export type Rules = Pick<RouterSchema, "linux" | "nat" | "firewall">
type Timers = { readonly unreplied: string; readonly replied: string; readonly assured: string }

/** The ports that everything is about: WireGuard's, two more, and some of the kernel's lower classes. */
export const PORTS = [51820, 6000, 51821, 700, 300] as const

/** Short enough for a script, and whole seconds; both answers are young flows to the kernel (spec/nat.md 1.2). */
const TIMERS: readonly [Timers, ...Timers[]] = [
  { unreplied: "1s", replied: "1s", assured: "3s" },
  { unreplied: "2s", replied: "2s", assured: "4s" },
]

/** Some that hold a usual port, some that do not, and some that run out. */
const RANGES: readonly [readonly [number, number], ...(readonly [number, number])[]] = [
  [51_820, 51_821],
  [51_820, 51_820],
  [6_000, 6_001],
  [40_000, 40_001],
  [40_000, 40_002],
  [20_000, 29_999],
  [700, 51_821],
]

const timers = (dice: Dice): Timers => dice.pick(TIMERS)

/** That translates IPv4. */
export function natRules(dice: Dice): Rules {
  return { linux: linuxNat(dice), ...(dice.chance(30) ? { firewall: firewallRules(dice) } : {}) }
}

function linuxNat(dice: Dice): LinuxSchema {
  const nat = dice.weighted(
    [40, "masquerade"],
    [20, "snat"],
    [12, "masquerade random"],
    [12, "masquerade fully-random"],
    [8, "snat random"],
    [8, "snat fully-random"],
  )
  return {
    nat,
    input: dice.weighted([50, "accept"], [30, "drop"], [20, "reject"]),
    timeout: timers(dice),
    ...(dice.chance(30) ? { ports: dice.pick(RANGES) } : {}),
  }
}

/** That translates nothing: as Linux, or by the axes of a firewall alone, which has to come to the same. */
export function plainRules(dice: Dice): Rules {
  const firewall = firewallRules(dice)
  if (dice.chance(50)) return { nat: "none", firewall }
  const { timeout, ...rules } = firewall
  const input = dice.weighted([50, "accept"], [30, "drop"], [20, "reject"])
  return { linux: { nat: "none", input, ...(timeout && { timeout }) }, firewall: rules }
}

export const firewallRules = (dice: Dice): FirewallSchema => ({
  inbound: dice.chance(80) ? "drop" : "accept",
  open: dice.chance(30) ? [dice.pick(PORTS)] : [],
  udp: dice.chance(3) ? "blocked" : "open",
  timeout: timers(dice),
})

/** A NAT's rules with port forwards to hosts inside. */
export function withForwards(dice: Dice, { linux, ...rest }: Rules, hosts: readonly string[]): Rules {
  const forwards = dice.some(dice.between(1, 2), PORTS).map((port): readonly [string, string] => {
    const host = dice.maybe(hosts) ?? "10.1.0.250"
    return [String(port), `${host}:${dice.chance(60) ? port : dice.pick(PORTS)}`]
  })
  return { ...rest, linux: { ...linux, "port-forwards": Object.fromEntries(forwards), hairpin: dice.chance(50) } }
}
