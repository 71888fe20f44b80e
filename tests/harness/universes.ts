/**
 * Random universes: routers of all presets, some nested, nodes behind them or not, meshes with all options, registries of
 * several kinds, and a timeline of faults that ends.
 * All of them are valid scenario files, as plain data, so that a failing one can be written down and kept.
 */
import fc from "fast-check"
import { PRESET_NAMES } from "../../src/sim/scenario/network_schema.ts"
import { PRESETS } from "../../src/sim/scenario/presets.ts"

/** Faults happen before this; after it everything is whole again. */
export const FAULTS_UNTIL_S = 300
/** KubeSpan takes up to 275 s to notice, 30 s to act, and 30 s for each candidate; and then a keepalive's 25 s. */
export const PATIENCE_S = 275 + 30 + 4 * 30 + 25 + 60

export interface Universe {
  readonly data: Record<string, unknown>
  readonly seed: number
  /** Nodes that anybody can call. */
  readonly publicNodes: readonly string[]
  /** Nodes that can call anybody: no router on their way out blocks UDP. */
  readonly callers: readonly string[]
}

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never

const router = fc.record({
  preset: fc.constantFrom(...PRESET_NAMES),
  isNested: fc.boolean(),
  hairpinning: fc.constantFrom("none", "external-source", "internal-source"),
})

const node = fc.record({
  /** Behind which router; beyond the last one, on the internet. */
  place: fc.nat(4),
  hasFirewall: fc.boolean(),
  startS: fc.nat(20),
  clock: fc.constantFrom("+0s", "-1d", "+1h"),
  lossPercent: fc.constantFrom(0, 0, 1, 5),
})

const mesh = fc.record({
  bypass: fc.boolean(),
  harvest: fc.boolean(),
  "advertise-pods": fc.boolean(),
})

/** Beside the first service. */
const registries = fc.record({ hasSecond: fc.boolean(), hasKubernetes: fc.boolean() })

const fault = fc.record({
  kind: fc.constantFrom(
    "interface",
    "move",
    "stop",
    "reboot",
    "partition",
    "discovery",
    "restart",
    "second",
    "kubernetes",
    "clock",
    "loss",
  ),
  node: fc.nat(5),
  other: fc.nat(5),
  atS: fc.integer({ min: 5, max: FAULTS_UNTIL_S - 60 }),
  lengthS: fc.integer({ min: 1, max: 59 }),
})

export const universe: fc.Arbitrary<Universe> = fc.record({
  routers: fc.array(router, { maxLength: 3 }),
  nodes: fc.array(node, { minLength: 2, maxLength: 5 }),
  mesh,
  registries,
  faults: fc.array(fault, { maxLength: 5 }),
  seed: fc.nat(1_000_000),
}).map(build)

interface Parts {
  readonly routers: readonly Of<typeof router>[]
  readonly nodes: readonly Of<typeof node>[]
  readonly mesh: Of<typeof mesh>
  readonly registries: Of<typeof registries>
  readonly faults: readonly Of<typeof fault>[]
  readonly seed: number
}

function build(parts: Parts): Universe {
  const { routers, nodes, mesh, registries: { hasSecond, hasKubernetes }, faults, seed } = parts
  const names = nodes.map((_, i) => `n${i}`)
  const isBehind = ({ place }: Of<typeof node>): boolean => place < routers.length
  return {
    seed,
    callers: names.filter((_, i) => nodes[i] !== undefined && !isMute(routers, nodes[i].place)),
    publicNodes: names.filter((_, i) => nodes[i] !== undefined && !isBehind(nodes[i]) && !nodes[i].hasFirewall),
    data: {
      name: "universe",
      description: "Made at random.",
      source: "made for a test",
      duration: `${FAULTS_UNTIL_S + PATIENCE_S}s`,
      routers: Object.fromEntries(routers.map((one, i) => [`r${i}`, routerOf(one, i)])),
      nodes: Object.fromEntries(nodes.map((one, i) => [`n${i}`, nodeOf(one, i, isBehind(one))])),
      mesh,
      ...(hasSecond && { discovery: { more: { second: {} } } }),
      ...(hasKubernetes && { kubernetes: {} }),
      traffic: [{ from: "all", to: "all", every: "3s" }, { from: "all", to: "all", every: "5s", via: "address" }],
      timeline: faults.flatMap((one) => faultOf(one, parts)),
      expect: [{ that: "no-plaintext" }],
    },
  }
}

/** Whether something on the way out from this router blocks UDP; beyond the last one is the internet. */
function isMute(routers: readonly Of<typeof router>[], place: number): boolean {
  const one = routers[place]
  if (one === undefined) return false
  return PRESETS[one.preset].firewall.udp === "blocked" || (one.isNested && place > 0 && isMute(routers, place - 1))
}

/** Each router has a network of its own; a nested one is behind the one before it. */
function routerOf({ preset, isNested, hairpinning }: Of<typeof router>, i: number) {
  const isInner = isNested && i > 0
  return {
    preset,
    nat: { hairpinning },
    outside: isInner ? `10.${i - 1}.0.250` : `203.0.113.${i + 1}`,
    inside: `10.${i}.0.0/24`,
    ...(isInner && { behind: `r${i - 1}` }),
  }
}

function nodeOf(one: Of<typeof node>, i: number, isBehind: boolean) {
  return {
    start: `${one.startS}s`,
    clock: one.clock,
    interfaces: { eth0: homeOf(one, i, isBehind) },
    pods: [`10.244.${i}.0/24`],
    ...(one.hasFirewall && { firewall: {} }),
  }
}

function homeOf({ place, lossPercent }: Of<typeof node>, i: number, isBehind: boolean) {
  const [on, address] = isBehind ? [`r${place}`, `10.${place}.0.${i + 2}`] : ["internet", `198.51.100.${i + 1}`]
  return { on, address, link: { loss: `${lossPercent}%`, jitter: "3ms" } }
}

/** What breaks, and that it is mended. */
function faultOf(one: Of<typeof fault>, { nodes, routers, registries }: Parts): unknown[] {
  const { kind, node, other, atS, lengthS } = one
  const [number, peerNumber] = [node % nodes.length, other % nodes.length]
  const [name, peer] = [`n${number}`, `n${peerNumber}`]
  const times = [`${atS}s`, `${atS + lengthS}s`] as const
  const [at, end] = times
  switch (kind) {
    case "interface":
      return both(times, ["down", "up"].map((way) => ({ do: `interface-${way}`, node: name, interface: "eth0" })))
    case "move": {
      const mover = nodes[number]
      const home = mover && homeOf(mover, number, mover.place < routers.length)
      const away = { on: "internet", address: `192.0.2.${number + 1}` }
      return both(times, [away, home].map((to) => ({ do: "move", node: name, interface: "eth0", to, gap: "500ms" })))
    }
    case "stop":
      return both(times, ["stop", "start"].map((verb) => ({ do: verb, node: name })))
    case "reboot":
      return routers.length === 0
        ? []
        : [{ at, do: "reboot", router: `r${other % routers.length}`, down: `${lengthS}s` }]
    case "partition":
      return name === peer ? [] : [{ at, do: "partition", between: [[name], [peer]] }, { at: end, do: "heal" }]
    case "discovery":
      return both(times, ["down", "up"].map((state) => ({ do: "discovery", state })))
    case "restart":
      return [{ at, do: "discovery", state: "restart" }]
    case "second":
      return registries.hasSecond
        ? both(times, ["down", "restart"].map((state) => ({ do: "discovery", service: "second", state })))
        : []
    case "kubernetes":
      return registries.hasKubernetes ? both(times, ["down", "up"].map((state) => ({ do: kind, state }))) : []
    case "clock":
      return [{ at, do: "clock", node: name, by: other % 2 === 0 ? "-1h" : "+1h" }]
    case "loss":
      return both(times, ["80%", "0%"].map((loss) => ({ do: "link", node: name, interface: "eth0", link: { loss } })))
  }
}

/** One thing at each of two times. */
const both = (times: readonly [string, string], deeds: readonly object[]): unknown[] =>
  deeds.map((deed, i) => ({ at: times[i], ...deed }))
