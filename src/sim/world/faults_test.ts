import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import { instant } from "../../domain/net/instant.ts"
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
