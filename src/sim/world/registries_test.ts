import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld, worldOf } from "../../../tests/harness/worlds.ts"
import { instant, minutes } from "../../domain/net/instant.ts"
import { EventQueue } from "../queue.ts"
import { Rng } from "../rng.ts"
import type { TraceRecord } from "../trace.ts"
import type { World } from "../world.ts"
import type { Due } from "./due.ts"
import { Registries } from "./registries.ts"

const at = (address: string, more = {}) => ({ interfaces: { eth0: { on: "internet", address } }, ...more })
const pair = { a: at("198.51.100.1"), b: at("198.51.100.2") }

/** Who heard of whom first from which source, and who was told that whom is gone, in order. */
function heard(change: Record<string, unknown>): readonly string[] {
  const lines: string[] = []
  const trace = (record: TraceRecord): void => {
    if (record.kind !== "event") return
    const { node, event } = record
    if (event._tag === "AffiliateSeen") lines.push(`${node} +${event.affiliate.nodeId} ${event.source}`)
    if (event._tag === "AffiliateExpired") lines.push(`${node} -${event.nodeId} ${event.source}`)
  }
  ranWorld({ nodes: pair, traffic: [], ...change }, { trace })
  return [...new Set(lines)]
}

/** The registries of a world, with their queue at hand. */
function registriesOf({ file, nodes }: World): { readonly registries: Registries; readonly queue: EventQueue<Due> } {
  const queue = new EventQueue<Due>()
  return { registries: new Registries(file, nodes, Rng.seeded(1), queue), queue }
}

test("there is Kubernetes only where the file has it", () => {
  assert.equal(registriesOf(worldOf({ nodes: pair })).registries.kubernetes, undefined)
  assert.ok(registriesOf(worldOf({ nodes: pair, kubernetes: {} })).registries.kubernetes)
})

test("nodes hear of each other from every service that they use, and from Kubernetes, by name", () => {
  assert.deepEqual(heard({}).toSorted(), ["a +b service", "b +a service"])
  const news = heard({ discovery: { more: { second: {}, third: { used: false } } }, kubernetes: {} })
  assert.deepEqual(news.toSorted(), [
    "a +b kubernetes",
    "a +b second",
    "a +b service",
    "b +a kubernetes",
    "b +a second",
    "b +a service",
  ])
})

test("Kubernetes alone is enough, and its state and latency are the file's", () => {
  const kubernetes = { latency: "1s" }
  assert.deepEqual(heard({ discovery: { state: "down" }, kubernetes }).toSorted(), [
    "a +b kubernetes",
    "b +a kubernetes",
  ])
  const world = ranWorld({ nodes: pair, discovery: { state: "down" }, kubernetes })
  assert.equal(world.log.history.pair(0, 1).sightings[0]?.at, 2_000_000)
  assert.deepEqual(heard({ discovery: { state: "down" }, kubernetes: { state: "down" } }), [])
})

test("whom Kubernetes is out of reach of is not heard of there, and hears of nobody", () => {
  const nodes = { ...pair, c: at("198.51.100.3") }
  assert.deepEqual(heard({ nodes, discovery: { state: "down" }, kubernetes: { "out-of-reach": ["c"] } }).toSorted(), [
    "a +b kubernetes",
    "b +a kubernetes",
  ])
})

test("a node that stops is gone from the service after its time, and from Kubernetes never", () => {
  const news = heard({ duration: "40m", kubernetes: {}, timeline: [{ at: "10s", do: "stop", node: "b" }] })
  assert.deepEqual(news.filter((one) => one.startsWith("a ")).toSorted(), [
    "a +b kubernetes",
    "a +b service",
    "a -b service",
  ])
})

test("a node that stopped before it could write to Kubernetes writes nothing", () => {
  const story = (stop: readonly unknown[]) =>
    heard({
      discovery: { state: "down" },
      kubernetes: { state: "down" },
      timeline: [...stop, { at: "20s", do: "kubernetes", state: "up" }],
    }).toSorted()
  assert.deepEqual(story([]), ["a +b kubernetes", "b +a kubernetes"])
  assert.deepEqual(story([{ at: "10s", do: "stop", node: "b" }]), [])
})

test("what is to happen is in the queue: hellos for each service used, a listing, and the services' own rounds", () => {
  const world = worldOf({
    nodes: pair,
    discovery: { more: { second: { latency: "7ms" } } },
    kubernetes: { latency: "3ms" },
  })
  const { registries, queue } = registriesOf(world)
  registries.connect(world.nodes.named("a"), instant(0))
  const due: string[] = []
  for (let at = queue.nextAt, one = queue.pop(); one !== undefined; at = queue.nextAt, one = queue.pop()) {
    due.push(`${at / 1000} ${one._tag} ${one._tag === "Discovery" ? one.message.kind : ""}`)
  }
  assert.deepEqual(due, [
    "3 Deed ",
    "7 Discovery hello",
    "20 Discovery hello",
    `${minutes(1) / 1000} Discovery collect`,
  ])
})

test("each new connection to the services lists Kubernetes anew", () => {
  const world = worldOf({ nodes: pair, kubernetes: {} })
  const { registries, queue } = registriesOf(world)
  for (const time of [0, 5]) {
    registries.connect(world.nodes.named("a"), instant(time))
    const due = [queue.pop(), queue.pop()].map((one) => one?._tag === "Discovery" ? one.message.kind : one?._tag)
    assert.deepEqual(due, ["hello", "Deed"])
  }
})

test("a node without a cable neither writes to Kubernetes nor hears of it, until it has one", () => {
  const a = { interfaces: { eth0: { on: "internet", address: "198.51.100.9", up: false } } }
  const story = { nodes: { a, s: pair.b }, kubernetes: {}, discovery: { state: "down" } }
  assert.deepEqual(heard(story), [])
  const timeline = [{ at: "20s", do: "interface-up", node: "a", interface: "eth0" }]
  assert.deepEqual(heard({ ...story, timeline }).toSorted(), ["a +s kubernetes", "s +a kubernetes"])
})
