import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import { instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import type { World } from "../world.ts"

const S = 1_000_000
const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
const base = {
  duration: "3m",
  routers: { home },
  nodes: { a: at("home", "192.168.1.2"), s: at("internet", "198.51.100.1") },
}

/** Seconds in which no ping from a, sent every second, was answered. */
function silence(
  timeline: readonly unknown[],
  change: Record<string, unknown> = {},
): { from: number; to: number; world: World } {
  const world = ranWorld({ ...base, ...change, timeline })
  const lost = world.log.pings.between(0, 1).filter(({ answeredAt }) => answeredAt > world.end).map(({ sentAt }) =>
    sentAt / S
  )
  return { from: lost[0] ?? 0, to: lost.at(-1) ?? 0, world }
}

test("an interface that goes down and up again interrupts, and no more", () => {
  const { from, to, world } = silence([
    { at: "60500ms", do: "interface-down", node: "a", interface: "eth0" },
    { at: "70500ms", do: "interface-up", node: "a", interface: "eth0" },
  ])
  assert.ok(from > 60 && to < 71)
  assert.deepEqual(world.log.violations, [])
})

test("a move takes a node elsewhere, after a gap on neither side", () => {
  const to = { on: "internet", address: "198.51.100.77" }
  const { from, to: last, world } = silence([{
    at: "60500ms",
    do: "move",
    node: "a",
    interface: "eth0",
    to,
    gap: "5s",
  }])
  assert.ok(from > 60 && last < 66, `${from} ${last}`)
  const { peer } = world.log.history.pair(1, 0).at(world.end) ?? assert.fail("a sighting")
  assert.equal(peer.endpoint?.address, "198.51.100.77")
})

test("a changed address is announced, and the peer follows", () => {
  const { world } = silence([{ at: "60s", do: "address", node: "a", interface: "eth0", address: "192.168.1.99" }])
  assert.deepEqual(world.nodes.named("a").host.addresses, ["192.168.1.99"])
  assert.ok(world.log.pings.firstAnswer(0, 1, instant(61 * S)) < 63 * S)
})

test("a link changes in what is said and in nothing else", () => {
  const { world } = silence([{ at: "60s", do: "link", router: "home", link: { latency: "200ms" } }])
  const [early, late] = [50, 100].map((s) => {
    const ping = world.log.pings.between(0, 1).find(({ sentAt }) => sentAt > s * S) ?? assert.fail("a ping")
    return (ping.answeredAt - ping.sentAt) / 1000
  })
  assert.equal(early, 42)
  assert.equal(late, 42 + 2 * 190)
  const lossy = silence([{ at: "60s", do: "link", node: "a", interface: "eth0", link: { loss: "100%" } }])
  assert.ok(lossy.from > 59 && lossy.to > 170)
})

test("a firewall that begins to block ends the talk, and may let it go on", () => {
  const { from, to } = silence([
    { at: "60500ms", do: "firewall", node: "s", firewall: { udp: "blocked" } },
    { at: "80500ms", do: "firewall", node: "s", firewall: { udp: "open" } },
  ])
  assert.ok(from > 60 && to < 86, `${from} ${to}`)
  assert.ok(silence([{ at: "60500ms", do: "firewall", router: "home", firewall: { udp: "blocked" } }]).to > 170)
})

test("a router that reboots has forgotten everybody, and may have another address", () => {
  const { from, to, world } = silence([{
    at: "60500ms",
    do: "reboot",
    router: "home",
    down: "4s",
    outside: "203.0.113.9",
  }])
  assert.ok(from > 60 && to < 65)
  const { peer } = world.log.history.pair(1, 0).at(world.end) ?? assert.fail("a sighting")
  assert.equal(peer.endpoint?.address, "203.0.113.9")
  const announced = world.log.history.pair(1, 0).at(world.end)?.peer.spec.endpoints.map((one) => one.address)
  assert.ok(announced?.includes(peer.endpoint.address), "and discovery has seen it")
})

test("of several addresses a router that reboots changes the first, again and again", () => {
  const outside = ["203.0.113.1", "203.0.113.2", "2001:db8::1"]
  const reboot = (at: string, to: string) => ({ at, do: "reboot", router: "home", outside: to })
  const { world } = silence([reboot("60s", "203.0.113.8"), reboot("61s", "203.0.113.9")], {
    routers: { home: { ...home, outside } },
  })
  const core = world.topology.segments.get("internet")
  const isHome = (text: string) => core?.ownerOf(ipAddress(text))?.station.name === "home"
  assert.deepEqual(["203.0.113.1", "203.0.113.8"].map(isHome), [false, false])
  assert.deepEqual(["203.0.113.9", "203.0.113.2", "2001:db8::1"].map(isHome), [true, true, true])
})

test("a partition keeps its groups apart until it is healed", () => {
  const { from, to } = silence([
    { at: "60500ms", do: "partition", between: [["home"], ["s"]] },
    { at: "70500ms", do: "heal" },
  ])
  assert.ok(from > 60 && to < 71)
  assert.ok(silence([{ at: "60500ms", do: "partition", between: [["a"], ["s"]] }]).to > 170, "by node as by router")
})

test("while discovery is down nobody new is heard of, and those who know each other do not notice", () => {
  const nodes = { ...base.nodes, late: at("internet", "198.51.100.9", { start: "70s" }) }
  const { world, from } = silence([
    { at: "60s", do: "discovery", state: "down" },
    { at: "100s", do: "discovery", state: "up", latency: "50ms" },
  ], { nodes })
  assert.equal(from, 0)
  const met = world.log.history.pair(0, 2).sightings[0]?.at ?? 0
  assert.ok(met > 100 * S && met < 170 * S, String(met))
})

test("discovery that restarts forgets, is told again, and nobody loses a peer", () => {
  const { from, world } = silence([{ at: "60s", do: "discovery", state: "restart" }])
  assert.equal(from, 0)
  assert.ok(!world.log.story.lines.some(({ text }) => text.startsWith("forgets")))
})

test("each action is told", () => {
  const { world } = silence([{ at: "60s", do: "heal" }, { at: "61s", do: "clock", node: "a", by: "+1s" }])
  const told = world.log.story.lines.filter(({ node }) => node === "").map(({ text }) => text)
  assert.deepEqual(told, ["a starts", "s starts", "all partitions are healed", "the clock of a jumps by +1s"])
})

/** Whether a pair has answers, both ways, to pings sent from this second on. */
const talk = (world: World, [a, b]: readonly [string, string], second: number): boolean => {
  const [i, j] = [world.nodes.named(a).index, world.nodes.named(b).index]
  const { pings } = world.log
  return [pings.firstAnswer(i, j, instant(second * S)), pings.firstAnswer(j, i, instant(second * S))]
    .every((answer) => answer < world.end)
}

test("a partition by node leaves those alone who share its router, and reaches it through NAT", () => {
  const nodes = { ...base.nodes, c: at("home", "192.168.1.3") }
  const apart = (...between: string[][]) =>
    ranWorld({ ...base, nodes, timeline: [{ at: "60s", do: "partition", between }] })
  const one = apart(["a"], ["s"])
  assert.deepEqual([["a", "s"], ["c", "s"], ["a", "c"]].map(([x = "", y = ""]) => talk(one, [x, y], 61)), [
    false,
    true,
    true,
  ])
  const mixed = apart(["a"], ["c", "s"])
  assert.deepEqual([["a", "s"], ["c", "s"], ["a", "c"]].map(([x = "", y = ""]) => talk(mixed, [x, y], 61)), [
    false,
    true,
    false,
  ])
  const exception = apart(["a"], ["home"])
  assert.ok(!talk(exception, ["a", "c"], 61), "a node that is named is not with its router")
})

test("a node that moves stays in its group", () => {
  const { world } = silence([
    { at: "30s", do: "partition", between: [["a"], ["s"]] },
    { at: "60s", do: "move", node: "a", interface: "eth0", to: { on: "internet", address: "198.51.100.3" } },
  ])
  assert.ok(!talk(world, ["a", "s"], 31))
})

test("what comes later on the same router or interface takes the place of what is not yet done", () => {
  const rebooted = silence([
    { at: "60500ms", do: "reboot", router: "home", down: "10s" },
    { at: "65500ms", do: "reboot", router: "home", down: "60s" },
  ])
  assert.ok(rebooted.from > 60 && rebooted.to > 124 && rebooted.to < 127, `${rebooted.from} ${rebooted.to}`)

  const away = (address: string) => ({ on: "internet", address })
  const move = { do: "move", node: "a", interface: "eth0" }
  const moved = silence([
    { at: "60s", ...move, gap: "40s", to: away("198.51.100.3") },
    { at: "70s", ...move, to: away("198.51.100.4") },
  ])
  assert.deepEqual(moved.world.nodes.named("a").host.addresses, ["198.51.100.4"])

  const unplugged = silence([
    { at: "60s", ...move, gap: "20s", to: away("198.51.100.3") },
    { at: "65s", do: "interface-down", node: "a", interface: "eth0" },
  ])
  assert.deepEqual(unplugged.world.nodes.named("a").host.addresses, [])
  const back = silence([
    { at: "60s", ...move, gap: "20s", to: away("198.51.100.3") },
    { at: "65s", do: "interface-up", node: "a", interface: "eth0" },
  ])
  assert.deepEqual(back.world.nodes.named("a").host.addresses, ["192.168.1.2"])
})

test("one of several services that goes down takes nobody's peers, and who comes meanwhile is heard of at the other", () => {
  const nodes = { ...base.nodes, late: at("internet", "198.51.100.9", { start: "70s" }) }
  const discovery = { more: { second: {} } }
  const timeline = [{ at: "60s", do: "discovery", service: "second", state: "down" }]
  const { world, from } = silence(timeline, { nodes, discovery })
  assert.equal(from, 0)
  assert.equal(world.log.history.pair(0, 2).sightings[0]?.at, 70_080_000)
  const both = [{ at: "60s", do: "discovery", state: "down" }, ...timeline]
  assert.equal(silence(both, { nodes, discovery }).world.log.history.pair(0, 2).sightings.length, 0)
})

test("while Kubernetes is out nobody new is heard of there, and all at once when it is back", () => {
  const nodes = { ...base.nodes, late: at("internet", "198.51.100.9", { start: "70s" }) }
  const { world, from } = silence([
    { at: "60s", do: "kubernetes", state: "down" },
    { at: "100s", do: "kubernetes", state: "up" },
  ], { nodes, discovery: { state: "down" }, kubernetes: {} })
  assert.equal(from, 0)
  const met = world.log.history.pair(0, 2).sightings[0]?.at ?? 0
  assert.ok(met > 100 * S && met <= 105 * S + 40_000, String(met))
  assert.deepEqual(world.log.violations, [])
})

test("a service that changes its latency is slower from then on", () => {
  const nodes = { ...base.nodes, late: at("internet", "198.51.100.9", { start: "70s" }) }
  const { world } = silence([{ at: "60s", do: "discovery", state: "up", latency: "1s" }], { nodes })
  assert.equal(world.log.history.pair(0, 2).sightings[0]?.at, 74 * S)
})

test("whoever comes within reach of Kubernetes hears of those that were written before", () => {
  const kubernetes = { "out-of-reach": ["home"] }
  const story = { duration: "10m", discovery: { state: "down" }, kubernetes }
  const to = { on: "internet", address: "198.51.100.9" }
  const { world } = silence([{ at: "60s", do: "move", node: "a", interface: "eth0", to }], story)
  // A listing goes there and back.
  assert.equal(world.log.history.pair(0, 1).sightings[0]?.at, 60_040_000)
  assert.equal(silence([], story).world.log.history.pair(0, 1).sightings.length, 0)
})
