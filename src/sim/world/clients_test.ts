import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate } from "../../../tests/harness/mesh_facts.ts"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { ranWorld, worldOf } from "../../../tests/harness/worlds.ts"
import type { Event } from "../../domain/mesh/event.ts"
import { instant, millis } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import type { DiscoveryPorts } from "../discovery/ports.ts"
import { Rng } from "../rng.ts"
import type { TraceRecord } from "../trace.ts"
import type { World } from "../world.ts"
import { KUBERNETES } from "../../domain/discovery/assertion.ts"
import { canReach, discoveryOptions, discoveryPorts, serviceLatency } from "./clients.ts"
import { CLUSTER_ID, clusterSecret } from "./identities.ts"

const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const pair = { a: at("internet", "198.51.100.1"), b: at("internet", "198.51.100.2") }
const rng = Rng.seeded(1)

const options = (discovery?: unknown) =>
  discoveryOptions(scenario(small(discovery === undefined ? {} : { discovery })), rng)

const portsOf = ({ file, nodes }: World): DiscoveryPorts => discoveryPorts(file, nodes, rng, () => {})

test("there is one service, near and up, unless the file says otherwise", () => {
  const service = { name: "service", latency: 20_000, isUp: true, redirect: undefined }
  assert.deepEqual(options().services, [service])
  const [first] = options({ latency: "1s", state: "down", redirect: "second", more: { second: {} } }).services
  assert.deepEqual(first, { name: "service", latency: 1_000_000, isUp: false, redirect: "second" })
  assert.deepEqual([serviceLatency(undefined), serviceLatency("5ms")], [millis(20), millis(5)])
})

test("further services are used, but for those that one is only sent to", () => {
  const { services, used } = options({
    more: { second: {}, third: { used: false, latency: "5ms" }, fourth: { used: true } },
  })
  assert.deepEqual(services.map(({ name, latency }) => [name, latency]), [
    ["service", 20_000],
    ["second", 20_000],
    ["third", 5_000],
    ["fourth", 20_000],
  ])
  assert.deepEqual(used, ["service", "second", "fourth"])
})

test("what discovery keeps is sealed with the cluster's own secret", () => {
  const { clusterId, secret } = options()
  assert.equal(clusterId, CLUSTER_ID)
  assert.deepEqual(secret, clusterSecret(Rng.seeded(1)))
})

test("each client draws from a stream of its own name", () => {
  const ports = portsOf(ranWorld({ nodes: pair }))
  assert.equal(ports.rngOf(1).u32(), Rng.seeded(1).split("discovery b").u32())
})

test("whoever is out of reach, or has no cable in, is seen as nobody", () => {
  const discovery = { "out-of-reach": ["a"], more: { second: { "out-of-reach": ["b"] } } }
  const world = worldOf({ nodes: pair, discovery })
  const { seenAs } = portsOf(world)
  assert.deepEqual([seenAs(0, "service"), seenAs(1, "service")], [undefined, ["198.51.100.2"]])
  assert.deepEqual([seenAs(0, "second"), seenAs(1, "second")], [["198.51.100.1"], undefined])
  world.topology.setUp(world.nodes.at(1).host, "eth0", false)
  assert.equal(seenAs(1, "service"), undefined)
})

test("a router bars everyone behind it, near or far, for as long as they are there", () => {
  const world = worldOf({
    routers: {
      carrier: { outside: "203.0.113.1", inside: "100.64.0.0/10" },
      home: { behind: "carrier", outside: "100.64.0.2", inside: "192.168.1.0/24" },
    },
    nodes: { a: at("home", "192.168.1.2"), b: at("carrier", "100.64.0.9"), s: at("internet", "198.51.100.1") },
    discovery: { "out-of-reach": ["home"], more: { second: { "out-of-reach": ["carrier"] } } },
    kubernetes: { "out-of-reach": ["s"] },
  })
  const reaching = (registry: string) =>
    world.nodes.all.filter((node) => canReach(world.file, node, registry)).map(({ name }) => name).join()
  assert.deepEqual([reaching("service"), reaching("second"), reaching(KUBERNETES)], ["b,s", "s", "a,b"])
  world.topology.plugIn(world.nodes.named("a").host, "eth0", { on: "internet", address: "198.51.100.9" })
  assert.deepEqual([reaching("service"), reaching("second")], ["a,b,s", "a,s"])
})

test("whoever has no cable in reaches no registry", () => {
  const world = worldOf({ nodes: pair, kubernetes: {} })
  const a = world.nodes.named("a")
  const reached = () => ["service", KUBERNETES].map((registry) => canReach(world.file, a, registry))
  assert.deepEqual(reached(), [true, true])
  world.topology.setUp(a.host, "eth0", false)
  assert.deepEqual(reached(), [false, false])
})

test("what is first heard of a node behind a router has the router's address already", () => {
  const heard: (readonly string[])[] = []
  const trace = (record: TraceRecord): void => {
    if (record.kind !== "event" || record.node !== "s" || record.event._tag !== "AffiliateSeen") return
    heard.push((record.event.affiliate.kubespan?.endpoints ?? []).map(({ address }) => address).toSorted())
  }
  const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
  const nodes = { a: at("home", "192.168.1.2"), s: at("internet", "198.51.100.1") }
  ranWorld({ routers: { home }, nodes }, { trace })
  assert.deepEqual(heard, [["192.168.1.2", "203.0.113.1"]])
})

test("what a client hears its node hears: as whom it is seen, and the news with their source", () => {
  const events: Event[] = []
  const trace = (record: TraceRecord): void => void (record.kind === "event" && events.push(record.event))
  const world = worldOf({ nodes: { a: at("internet", "198.51.100.1") } }, { trace })
  world.nodes.named("a").start(instant(0))
  const ports = portsOf(world)
  ports.onWelcome(0, [ipAddress("203.0.113.9")], instant(1))
  ports.onNews(0, "second", { seen: [affiliate("b")], gone: [] }, instant(2))
  const announced = events.find(({ _tag, at }) => _tag === "LocalEndpointsChanged" && at === 1)
  assert.match(JSON.stringify(announced), /"endpoints":\[.*203\.0\.113\.9/)
  const seen = events.flatMap((
    event,
  ) => (event._tag === "AffiliateSeen" ? [[event.at, event.source, event.affiliate]] : []))
  assert.deepEqual(seen, [[2, "second", affiliate("b")]])
})

test("a slow discovery makes everybody known four crossings later", () => {
  const met = (latency: string): number => {
    const world = ranWorld({ nodes: pair, discovery: { latency } })
    return world.log.history.pair(0, 1).sightings[0]?.at ?? 0
  }
  assert.deepEqual([met("20ms"), met("1s")], [80_000, 4_000_000])
})

test("TCP that is blocked on the way cuts off all registries, and a proxy helps where there is one", () => {
  const office = { preset: "proxy-only", outside: "203.0.113.1", inside: "192.168.1.0/24" }
  const prison = { outside: "203.0.113.2", inside: "192.168.2.0/24", firewall: { tcp: "blocked" } }
  const world = worldOf({
    routers: { office, prison },
    nodes: {
      told: at("office", "192.168.1.2", { proxy: true }),
      untold: at("office", "192.168.1.3"),
      inmate: at("prison", "192.168.2.2", { proxy: true }),
    },
    kubernetes: {},
  })
  for (const registry of ["service", KUBERNETES]) {
    assert.deepEqual(world.nodes.all.map((node) => canReach(world.file, node, registry)), [true, false, false])
  }
  const { seenAs } = portsOf(world)
  assert.deepEqual([seenAs(0, "service"), seenAs(1, "service")], [["203.0.113.1"], undefined])
})

test("behind a NAT64 services see its IPv4 address, and behind a prefix translator the other prefix", () => {
  const nptv6 = { inside: "fd01:203:405::/48", outside: "2001:db8:1::/48" }
  const world = worldOf({
    routers: {
      mobile: { outside: "203.0.113.1", inside: "2001:db8:a::/64", nat64: {} },
      site: { outside: "2001:db8:b::1", inside: "fd01:203:405::/48", nat: "none", nptv6 },
    },
    nodes: {
      a: at("mobile", "2001:db8:a::2"),
      b: at("site", "fd01:203:405:1::1234"),
      c: at("site", "fd01:203:405:ffff::1"),
    },
  })
  const { seenAs } = portsOf(world)
  assert.deepEqual([0, 1, 2].map((node) => seenAs(node, "service")), [
    ["203.0.113.1"],
    ["2001:db8:1:d550::1234"],
    undefined,
  ])
})
