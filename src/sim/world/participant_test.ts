import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld, worldOf } from "../../../tests/harness/worlds.ts"
import { instant } from "../../domain/net/instant.ts"

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
