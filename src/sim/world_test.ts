import assert from "node:assert/strict"
import { test } from "node:test"
import { nativeSuite } from "../adapters/crypto/native_suite.ts"
import { instant } from "../domain/net/instant.ts"
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
