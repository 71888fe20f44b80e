/** Networks drawn at random, with a shape for each kind of script: who is behind whom, and under which rules. */
import type { NodeSchema, RouterSchema } from "../../src/sim/scenario/network_schema.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { scenario } from "../harness/scenario_data.ts"
import type { Dice } from "./dice.ts"
import { firewallRules, natRules, plainRules, type Rules, withForwards } from "./random_router.ts"
import type { Kind } from "./script.ts"

interface Shape {
  /** By the routers' places in the list: those behind which they are; undefined for the internet. */
  readonly behind: readonly (number | undefined)[]
  /** Hosts inside each router. */
  readonly hosts: readonly number[]
}

/** Of 100 things of the sort, how many. */
interface Shares {
  readonly ipv6: number
  /** Routers without NAT. */
  readonly plain: number
  readonly forwards: number
  /** Hosts with a firewall of their own. */
  readonly guarded: number
}

const ONE: Shape = { behind: [undefined], hosts: [1] }
const CROWD: Shape = { behind: [undefined], hosts: [3] }
const PAIR: Shape = { behind: [undefined, undefined], hosts: [1, 1] }
const CROWDED_PAIR: Shape = { behind: [undefined, undefined], hosts: [2, 1] }
const NESTED: Shape = { behind: [undefined, 0], hosts: [1, 1] }
const TWINS: Shape = { behind: [undefined, 0, 0], hosts: [0, 1, 1] }

const SHAPES: Readonly<Record<Kind, readonly [Shape, ...Shape[]]>> = {
  "one-nat": [ONE, ONE, CROWD],
  "two-nats": [PAIR, CROWDED_PAIR],
  neighbours: [CROWD, CROWDED_PAIR],
  nested: [NESTED, TWINS],
  "port-forwards": [ONE, CROWD, CROWDED_PAIR, NESTED],
  firewalls: [PAIR, CROWDED_PAIR, NESTED],
  "host-firewalls": [ONE, PAIR],
  ipv6: [PAIR, CROWDED_PAIR, NESTED],
  "icmp-errors": [ONE, PAIR, NESTED],
  flushes: [ONE, PAIR, CROWD],
}

const USUAL: Shares = { ipv6: 15, plain: 5, forwards: 5, guarded: 5 }
const SHARES: Readonly<Record<Kind, Shares>> = {
  "one-nat": USUAL,
  "two-nats": USUAL,
  neighbours: USUAL,
  nested: { ...USUAL, plain: 25 },
  "port-forwards": { ...USUAL, plain: 0, forwards: 100 },
  firewalls: { ...USUAL, ipv6: 50, plain: 100, forwards: 0 },
  "host-firewalls": { ...USUAL, ipv6: 40, guarded: 60 },
  ipv6: { ...USUAL, ipv6: 100, plain: 25 },
  "icmp-errors": { ...USUAL, plain: 20, forwards: 25 },
  flushes: { ...USUAL, plain: 15 },
}

export function randomNetwork(dice: Dice, kind: Kind): ScenarioFile {
  const { behind, hosts } = dice.pick(SHAPES[kind])
  const shares = SHARES[kind]
  const isV6 = dice.chance(shares.ipv6)
  const routers = behind.map((outer, i): readonly [string, RouterSchema] => {
    const inside = Array.from({ length: hosts[i] ?? 0 }, (_, j) => inner(behind, i).v4(j + 2))
    const rules = rulesOf(dice, shares, inside)
    return [routerName(i), {
      ...rules,
      ...place(behind, i, isV6, isV6 && dice.chance(25)),
      ...(outer !== undefined && behindOf(outer)),
      ...link(dice),
    }]
  })
  const inside = behind.flatMap((_, i) =>
    Array.from({ length: hosts[i] ?? 0 }, (_, j): readonly [string, NodeSchema] => [
      `${"abc"[i] ?? "x"}${j + 1}`,
      node(dice, { on: routerName(i), address: addresses(inner(behind, i), j + 2, isV6) }, shares),
    ])
  )
  const outside = ["s", "t"].slice(0, dice.between(1, 2)).map((name, i): readonly [string, NodeSchema] => [
    name,
    node(dice, { on: "internet", address: addresses(PUBLIC, i + 1, isV6) }, shares),
  ])
  return scenario({
    name: kind,
    description: "Made at random.",
    source: "a seed",
    duration: "60s",
    internet: { hops: dice.weighted([70, 6], [15, 0], [15, 2]) },
    routers: Object.fromEntries(routers),
    nodes: Object.fromEntries([...inside, ...outside]),
    expect: [],
  })
}

function rulesOf(dice: Dice, { plain, forwards }: Shares, inside: readonly string[]): Rules {
  if (dice.chance(plain)) return plainRules(dice)
  const rules = natRules(dice)
  return dice.chance(forwards) ? withForwards(dice, rules, inside) : rules
}

function node(dice: Dice, eth0: { on: string; address: Some }, { guarded }: Shares): NodeSchema {
  const firewall = dice.chance(guarded) ? { firewall: firewallRules(dice) } : {}
  return { interfaces: { eth0: { ...eth0, ...link(dice) } }, ...firewall }
}

/** Now and then so long that datagrams cross each other on their way. */
const link = (dice: Dice) => ({
  link: { latency: `${dice.chance(12) ? dice.between(60, 120) : dice.between(1, 5)}ms` },
})

const routerName = (i: number): string => `n${i + 1}`
const behindOf = (outer: number) => ({ behind: routerName(outer) })

type Some = readonly [string, ...string[]]

interface Block {
  readonly v4: (host: number) => string
  readonly v6: (host: number) => string
}

const PUBLIC: Block = { v4: (host) => `198.51.100.${host}`, v6: (host) => `2001:db8::${host}` }

const addresses = ({ v4, v6 }: Block, host: number, isV6: boolean): Some => isV6 ? [v4(host), v6(host)] : [v4(host)]

/** The network inside a router; that of one behind another lies in the other's, so that it is routed without NAT. */
function inner(behind: readonly (number | undefined)[], i: number): Block {
  const outer = behind[i]
  if (outer === undefined) return { v4: (host) => `10.${i + 1}.0.${host}`, v6: (host) => `2001:db8:${i + 1}::${host}` }
  return { v4: (host) => `10.${outer + 1}.${i + 1}.${host}`, v6: (host) => `2001:db8:${outer + 1}:${i + 1}::${host}` }
}

/** `isBare`: IPv6 goes through, and the router has no address of the kind outside. */
function place(
  behind: readonly (number | undefined)[],
  i: number,
  isV6: boolean,
  isBare: boolean,
): Pick<RouterSchema, "outside" | "inside"> {
  const outer = behind[i]
  const { v4, v6 } = inner(behind, i)
  const [short, long] = outer === undefined ? [16, 48] : [24, 64]
  const inside: Some = isV6 ? [`${v4(0)}/${short}`, `${v6(0).slice(0, -1)}/${long}`] : [`${v4(0)}/${short}`]
  const isV6Outside = isV6 && !isBare
  if (outer !== undefined) return { outside: addresses(inner(behind, outer), 100 + i, isV6Outside), inside }
  return { outside: [`203.0.113.${i + 11}`, ...(isV6Outside ? [`2001:db8:ff::${i + 11}`] : [])], inside }
}
