import assert from "node:assert/strict"
import { test } from "node:test"
import { nativeSuite } from "../adapters/crypto/native_suite.ts"
import { instant, NEVER } from "../domain/net/instant.ts"
import { Firewall } from "./firewall.ts"
import { LINUX_TIMERS } from "./flow.ts"
import { nobleSuite } from "../domain/wireguard/noble_suite.ts"
import { ranWorld, worldOf } from "../../tests/harness/worlds.ts"
import type { TraceRecord } from "./trace.ts"

const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
const nodes = { a: at("home", "192.168.1.2"), s: at("internet", "198.51.100.1") }
const story = {
  routers: { home },
  nodes,
  timeline: [{ at: "30s", do: "reboot", router: "home", down: "2s" }],
}

test("the same file and seed give the same digest, another seed another", () => {
  const digest = (seed: number): string => ranWorld(story, { seed }).log.digest.hex
  assert.equal(digest(1), digest(1))
  assert.notEqual(digest(1), digest(2))
})

test("the suites agree on every packet and event", () => {
  const digests = [
    ranWorld(story).log.digest.hex,
    ...[nobleSuite, nativeSuite].map((suite) => ranWorld(story, { suite }).log.digest.hex),
  ]
  assert.equal(new Set(digests).size, 1)
})

test("slices do not change a run", () => {
  const [whole, sliced] = [worldOf(story), worldOf(story)]
  while (whole.advance(1_000_000));
  while (sliced.advance(3));
  assert.equal(whole.log.digest.hex, sliced.log.digest.hex)
  assert.equal(sliced.now, sliced.end)
})

test("a trace has the run in order, and does not change it", () => {
  const records: TraceRecord[] = []
  const traced = ranWorld(story, { trace: (record) => void records.push(record) })
  assert.equal(traced.log.digest.hex, ranWorld(story).log.digest.hex)
  assert.ok(records.every((record, i) => record.at >= (records[i - 1]?.at ?? 0)))
  for (const kind of ["hop", "drop", "event", "action"]) assert.ok(records.some((record) => record.kind === kind), kind)
})

test("adding a node does not change what two others draw", () => {
  const more = { ...nodes, z: at("internet", "198.51.100.9", { start: "never" }) }
  const keys = (world: ReturnType<typeof ranWorld>) => world.nodes.named("a").config.device.keys
  assert.deepEqual(keys(ranWorld({ routers: { home }, nodes })), keys(ranWorld({ routers: { home }, nodes: more })))
  assert.equal(
    ranWorld({ routers: { home }, nodes }).log.pings.firstAnswer(0, 1, instant(0)),
    ranWorld({ routers: { home }, nodes: more }).log.pings.firstAnswer(0, 1, instant(0)),
  )
})

test("a node that never starts is never heard of, and nothing else is broken", () => {
  const world = ranWorld({
    routers: { home },
    nodes: { ...nodes, z: at("internet", "198.51.100.9", { start: "never" }) },
  })
  assert.equal(world.log.history.pair(0, 2).sightings.length, 0)
  assert.deepEqual(world.log.violations, [])
})

/** A phone that goes from home to mobile and back, another home and a server, through all that may befall them. */
const roaming = {
  duration: "15m",
  routers: {
    home,
    mobile: { preset: "carrier", outside: "203.0.113.2", inside: "100.64.0.0/10" },
    flat: { outside: "203.0.113.3", inside: "192.168.3.0/24" },
  },
  nodes: {
    phone: at("home", "192.168.1.2"),
    desk: at("flat", "192.168.3.2"),
    server: at("internet", "198.51.100.1"),
  },
  discovery: { more: { second: {} } },
  kubernetes: {},
  traffic: [{ from: "all", to: "all", every: "1s", via: "address" }, { from: "all", to: "all", every: "5s" }],
  timeline: [
    {
      at: "60500ms",
      do: "move",
      node: "phone",
      interface: "eth0",
      to: { on: "mobile", address: "100.64.0.9" },
      gap: "3s",
    },
    { at: "90500ms", do: "reboot", router: "flat", down: "8s" },
    { at: "120500ms", do: "interface-down", node: "server", interface: "eth0" },
    { at: "130500ms", do: "interface-up", node: "server", interface: "eth0" },
    { at: "150500ms", do: "discovery", service: "second", state: "down" },
    { at: "155500ms", do: "discovery", state: "restart" },
    { at: "160500ms", do: "move", node: "phone", interface: "eth0", to: { on: "home", address: "192.168.1.7" } },
    { at: "200500ms", do: "stop", node: "desk" },
    { at: "260500ms", do: "start", node: "desk" },
    { at: "300500ms", do: "partition", between: [["desk"], ["server"]] },
    { at: "700500ms", do: "heal" },
  ],
}

test("forced, no ping to an address of a peer's goes round the tunnel, whatever happens to either", () => {
  const { log } = ranWorld(roaming)
  const pings = pairs(3).map(([from, to]) => log.pings.between(from, to, "address"))
  const answered = pings.map((list) => list.filter(({ answeredAt }) => answeredAt < NEVER).length)
  assert.ok(pings.every((list) => list.length > 800) && answered.every((count) => count > 50), answered.join())
  assert.ok(pings.some((list, i) => list.length - (answered[i] ?? 0) > 300), "and much was lost meanwhile")
  assert.deepEqual(pings.flat().filter(({ isInClear }) => isInClear), [])
  assert.deepEqual(log.violations, [])
})

test("with bypass some do, those that nobody is up to take, and others do not", () => {
  const { log } = ranWorld({ ...roaming, mesh: { bypass: true } })
  const between = (from: number, to: number) => log.pings.between(from, to, "address")
  const cut = between(1, 2).filter(({ sentAt }) => sentAt > 650_000_000 && sentAt < 700_000_000)
  assert.ok(cut.length > 40 && cut.every(({ isInClear }) => isInClear), "later than 275 and 30 seconds after the cut")
  const well = between(0, 2).filter(({ sentAt }) => sentAt > 400_000_000)
  assert.ok(well.length > 400 && well.every(({ isInClear, answeredAt }) => !isInClear && answeredAt < NEVER))
  assert.deepEqual(log.violations, [], "that is allowed")
})

const pairs = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count * count }, (_, i) => [Math.floor(i / count), i % count] as const).filter(([a, b]) =>
    a !== b
  )

class Full extends Firewall {
  override get size(): number {
    return this.capacity + 1
  }
}

test("tables are looked at after every slice, and at the end", () => {
  const world = worldOf({ routers: { home }, nodes })
  const host = [...world.topology.hosts.values()][0]
  assert.ok(host)
  world.advance(3)
  assert.equal(world.log.violations.length, 0)
  host.firewall = new Full({
    inbound: "accept",
    openPorts: [],
    udp: "open",
    tcp: "open",
    timers: LINUX_TIMERS,
    capacity: 1,
  })
  world.advance(3)
  assert.deepEqual(world.log.violations.map(({ check }) => check), ["table"])
  while (world.advance(10_000));
  assert.equal(world.log.violations.at(-1)?.at, world.end)
})
