import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld, worldOf } from "../../../tests/harness/worlds.ts"
import { instant, NEVER } from "../../domain/net/instant.ts"
import type { TraceRecord } from "../trace.ts"

const at = (address: string, more = {}) => ({ interfaces: { eth0: { on: "internet", address } }, ...more })
const pair = { a: at("198.51.100.1"), b: at("198.51.100.2") }
const S = 1_000_000

test("a node that stops says nothing more, and one that starts again has its identity and nothing else", () => {
  const world = ranWorld({
    duration: "3m",
    nodes: pair,
    timeline: [{ at: "60s", do: "stop", node: "b" }, { at: "100s", do: "start", node: "b" }],
  })
  const answered = world.log.pings.between(0, 1).filter(({ answeredAt }) => answeredAt < world.end)
  assert.ok(answered.some(({ sentAt }) => sentAt < 60 * S))
  assert.ok(!answered.some(({ sentAt }) => sentAt > 60 * S && sentAt < 99 * S))
  assert.ok(answered.some(({ sentAt }) => sentAt > 101 * S))
  assert.deepEqual(world.log.violations, [])
})

test("starting what runs and stopping what does not is nothing", () => {
  const timeline = [{ at: "5s", do: "start", node: "a" }, { at: "6s", do: "stop", node: "c" }]
  const nodes = { ...pair, c: at("198.51.100.3", { start: "never" }) }
  const world = ranWorld({ nodes, timeline })
  assert.ok(world.nodes.named("a").isRunning && !world.nodes.named("c").isRunning)
  assert.equal(world.nodes.named("c").firstStartedAt, undefined)
  assert.equal(world.nodes.named("a").firstStartedAt, 0)
})

test("a node that does not run wants no waking and sees nothing", () => {
  const world = worldOf({ nodes: { a: at("198.51.100.1", { start: "never" }) } })
  const participant = world.nodes.named("a")
  participant.feed({ _tag: "Woke" }, instant(5))
  assert.ok(participant.deadline > world.end)
})

test("a restart with a clock that is slow is answered at once, because the latest stamp was kept", () => {
  const timeline = [
    { at: "30s", do: "stop", node: "a" },
    { at: "30s", do: "clock", node: "a", by: "-10d" },
    { at: "40s", do: "start", node: "a" },
  ]
  const { log } = ranWorld({ nodes: pair, timeline })
  assert.ok(log.pings.firstAnswer(0, 1, instant(40 * S)) < 41 * S)
})

test("a clock that jumps ahead and back while the node runs does not lock it out", () => {
  const timeline = [
    { at: "20s", do: "clock", node: "a", by: "+30d" },
    { at: "150s", do: "clock", node: "a", by: "-30d" },
  ]
  const { log } = ranWorld({ duration: "10m", nodes: pair, timeline })
  const lost = log.pings.between(0, 1).filter(({ answeredAt }) => answeredAt > 600 * S)
  assert.ok(lost.length <= 1, String(lost.length))
})

test("as whom a host is seen is its router's address, and nobody's while its cable is out", () => {
  const world = worldOf({
    routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" } },
    nodes: { a: { interfaces: { eth0: { on: "home", address: "192.168.1.2" } } } },
  })
  const participant = world.nodes.named("a")
  assert.deepEqual(participant.apparentAddresses(), ["203.0.113.1"])
  world.topology.setUp(participant.host, "eth0", false)
  assert.equal(participant.apparentAddresses(), undefined)
})

test("as whom a host is seen is one address, however many it has", () => {
  const world = worldOf({
    nodes: { a: { interfaces: { eth0: { on: "internet", address: ["198.51.100.1", "2001:db8::1"] } } } },
  })
  assert.deepEqual(world.nodes.named("a").apparentAddresses(), ["198.51.100.1"])
})

/** Of pings from a to b to the address: how many were in the clear, how many answered, of how many. */
function counts(change: Record<string, unknown>): readonly [number, number, number] {
  const traffic = [{ from: "a", to: "b", every: "1s", via: "address" }]
  const { log } = ranWorld({ nodes: pair, traffic, ...change })
  assert.deepEqual(log.violations, [])
  const pings = log.pings.between(0, 1, "address")
  const clear = pings.filter(({ isInClear }) => isInClear).length
  return [clear, pings.filter(({ answeredAt }) => answeredAt < NEVER).length, pings.length]
}

test("pings to the address of a peer go into the tunnel, and are answered out of it", () => {
  assert.deepEqual(counts({}), [0, 60, 60])
})

test("pings to the address of nobody's go out in the clear, and are answered while somebody runs there", () => {
  const traffic = [{ from: "a", to: "b", every: "1s", via: "address", start: "10s" }]
  assert.deepEqual(counts({ traffic, discovery: { state: "down" } }), [51, 50, 51])
  const timeline = [{ at: "20500ms", do: "stop", node: "b" }]
  assert.deepEqual(counts({ traffic, discovery: { state: "down" }, timeline }), [51, 11, 51])
  const off = [{ at: "20500ms", do: "stop", node: "a" }]
  assert.deepEqual(counts({ traffic, discovery: { state: "down" }, timeline: off }), [11, 11, 11])
})

test("a node that has no address of its own is not pinged there", () => {
  const timeline = [{ at: "20500ms", do: "interface-down", node: "b", interface: "eth0" }]
  const [clear, answered, sent] = counts({ timeline })
  assert.deepEqual([clear, answered, sent], [0, 21, 60])
})

test("networks of pods are told to others if the mesh is to advertise them, and are theirs then", () => {
  const nodes = { ...pair, b: { ...pair.b, pods: ["10.244.2.0/24"] } }
  const allowed = (mesh: Record<string, unknown>) => {
    const world = ranWorld({ nodes, mesh })
    return world.log.history.pair(0, 1).at(world.end)?.peer.spec.allowedIps.filter((one) => one.startsWith("10.")) ?? []
  }
  assert.deepEqual(allowed({ "advertise-pods": true }), ["10.244.2.0/24"])
  assert.deepEqual(allowed({}), [])
})

test("a node that starts again has no routes of its former life", () => {
  const timeline = [
    { at: "20s", do: "discovery", state: "down" },
    { at: "30500ms", do: "stop", node: "a" },
    { at: "31s", do: "start", node: "a" },
  ]
  const traffic = [{ from: "a", to: "b", every: "1s", via: "address", start: "10s" }]
  const { log } = ranWorld({ nodes: pair, traffic, timeline })
  const clear = log.pings.between(0, 1, "address").filter(({ isInClear }) => isInClear).map(({ sentAt }) => sentAt / S)
  assert.deepEqual([clear[0], clear.length], [31, 30], "it knows nobody, so there is nobody to leak to")
  assert.deepEqual(log.violations, [])
})

test("as whom a node was seen it has forgotten when it starts again", () => {
  const records: TraceRecord[] = []
  const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
  ranWorld({
    routers: { home },
    nodes: { ...pair, a: { interfaces: { eth0: { on: "home", address: "192.168.1.2" } } } },
    timeline: [
      { at: "20s", do: "discovery", state: "down" },
      { at: "30s", do: "stop", node: "a" },
      { at: "31s", do: "start", node: "a" },
    ],
  }, { trace: (record) => void records.push(record) })
  const announced = (from: number, until: number) =>
    JSON.stringify(
      records.filter((one) =>
        one.kind === "event" && one.node === "a" && one.event._tag === "LocalEndpointsChanged" && one.at >= from &&
        one.at < until
      ),
    )
  assert.match(announced(0, 30 * S), /203\.0\.113\.1/)
  assert.match(announced(30 * S, 60 * S), /192\.168\.1\.2/)
  assert.doesNotMatch(announced(30 * S, 60 * S), /203\.0\.113\.1/)
})

test("a packet that comes to another than it was meant for says so, though nobody can open it", () => {
  const behind = (address: string, more: object) => ({ interfaces: { eth0: { on: "home", address } }, ...more })
  const { log } = ranWorld({
    routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" } },
    discovery: { state: "down" },
    nodes: {
      server: at("198.51.100.1", { static: { second: ["203.0.113.1:51820"] } }),
      first: behind("192.168.1.2", { static: { server: ["198.51.100.1:51820"] } }),
      second: behind("192.168.1.3", { start: "never" }),
    },
  })
  const drops = log.history.pair(0, 2).drops.filter(({ reason }) => reason === "wrong-host")
  assert.deepEqual(drops.map(({ where }) => where), ["first"])
})

// Spec/discovery.md 2.2: at most 2,020 bytes of plaintext; an IPv4 address takes six of them.
test("a node that has too much to say of itself says so, and is not announced", () => {
  const address = Array.from({ length: 340 }, (_, i) => `198.51.${100 + (i >> 8)}.${i & 255}`)
  const { log } = ranWorld({
    nodes: { big: { interfaces: { eth0: { on: "internet", address } } }, small: at("198.51.99.1") },
  })
  assert.ok(log.story.lines.some(({ node, text }) => node === "big" && text.startsWith("has too much to say")))
  assert.equal(log.history.pair(1, 0).sightings.length, 0)
  assert.ok(log.history.pair(0, 1).sightings.length > 0)
})
