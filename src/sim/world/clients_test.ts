import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import { discoveryPorts, discoverySettings } from "./clients.ts"
import { Rng } from "../rng.ts"

test("discovery is near and up unless the file says otherwise", () => {
  const settings = (discovery?: unknown) =>
    discoverySettings(scenario(small(discovery === undefined ? {} : { discovery })))
  assert.deepEqual(settings(), { latency: 20_000, isUp: true })
  assert.deepEqual(settings({ latency: "1s", state: "down" }), { latency: 1_000_000, isUp: false })
})

test("each client draws from a stream of its own name", () => {
  const at = (address: string) => ({ interfaces: { eth0: { on: "internet", address } } })
  const world = ranWorld({ nodes: { a: at("198.51.100.1"), b: at("198.51.100.2") } })
  const ports = discoveryPorts(world.nodes, Rng.seeded(1), () => {})
  assert.equal(ports.rngOf(1).u32(), Rng.seeded(1).split("discovery b").u32())
  assert.deepEqual(ports.seenAs(0), ["198.51.100.1"])
})

test("a slow discovery makes everybody known four crossings later", () => {
  const at = (address: string) => ({ interfaces: { eth0: { on: "internet", address } } })
  const met = (latency: string): number => {
    const world = ranWorld({ nodes: { a: at("198.51.100.1"), b: at("198.51.100.2") }, discovery: { latency } })
    return world.log.history.pair(0, 1).sightings[0]?.at ?? 0
  }
  assert.deepEqual([met("20ms"), met("1s")], [80_000, 4_000_000])
})
