import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import type { TraceRecord } from "../trace.ts"

const at = (address: string, more: Record<string, unknown> = {}) => ({
  interfaces: { eth0: { on: "internet", address, link: { latency: "10ms" } } },
  start: "never",
  ...more,
})
const nodes = { a: at("198.51.100.1"), b: at("198.51.100.2", { port: 4000 }) }

/** What happened to packets, in the order of time, and what should not have. */
function ran(datagrams: readonly Record<string, unknown>[], change: Record<string, unknown> = {}) {
  const records: TraceRecord[] = []
  const world = ranWorld({ nodes, duration: "10s", traffic: [], datagrams, ...change }, {
    trace: (record) => void records.push(record),
  })
  const lines = records.flatMap((record) => {
    if (record.kind === "hop") {
      const { at, direction, station, source, destination, bytes, message } = record
      const error = message === "port-unreachable" ? `, ${message}` : ""
      return [`${at / 1000} ${direction} ${station}: ${source} > ${destination}, ${bytes} B${error}`]
    }
    return record.kind === "drop" ? [`${record.at / 1000} ${record.reason} at ${record.where}`] : []
  })
  return { lines, records, world }
}

test("a host sends 32 bytes from its node's port, or from the one that is said", () => {
  const { lines } = ran([
    { at: "1s", from: "b", to: "198.51.100.1:9" },
    { at: "2s", from: "b", to: "198.51.100.1:9", port: 7777 },
  ])
  assert.deepEqual(lines.filter((line) => line.includes(" up b")), [
    "1010 up b: 198.51.100.2:4000 > 198.51.100.1:9, 60 B",
    "2010 up b: 198.51.100.2:7777 > 198.51.100.1:9, 60 B",
  ])
})

test("it needs no node that runs: whoever gets it may refuse it", () => {
  const { lines } = ran([{ at: "1s", from: "a", to: "198.51.100.2:4000" }])
  assert.deepEqual(lines, [
    "1010 up a: 198.51.100.1:51820 > 198.51.100.2:4000, 60 B",
    "1020 down b: 198.51.100.1:51820 > 198.51.100.2:4000, 60 B",
    "1020 port-closed at b",
    "1030 up b: 198.51.100.2:0 > 198.51.100.1:0, 56 B, port-unreachable",
    "1040 down a: 198.51.100.2:0 > 198.51.100.1:0, 56 B, port-unreachable",
  ])
})

test("it goes no further than its TTL", () => {
  const { lines } = ran([{ at: "1s", from: "a", to: "198.51.100.2:9", ttl: 3 }], { internet: { hops: 3 } })
  assert.deepEqual(lines.slice(0, 2), [
    "1010 up a: 198.51.100.1:51820 > 198.51.100.2:9, 60 B",
    "1010 ttl-expired at internet",
  ])
  const further = ran([{ at: "1s", from: "a", to: "198.51.100.2:9", ttl: 4 }], { internet: { hops: 3 } })
  assert.ok(further.lines.includes("1020 port-closed at b"))
})

test("each is a flight of its own", () => {
  const { records } = ran([
    { at: "1s", from: "a", to: "198.51.100.2:9", every: "1s", times: 3 },
    { at: "1s", from: "b", to: "198.51.100.1:9" },
  ])
  const ids = records.flatMap((one) => (one.kind === "drop" && one.reason === "port-closed" ? [one.packet] : []))
  assert.deepEqual([...new Set(ids)].length, 4)
})

test("a node that gets it on its port makes nothing of it", () => {
  const { world } = ran([{ at: "5s", from: "a", to: "198.51.100.2:4000", every: "100ms", times: 20 }], {
    nodes: { a: at("198.51.100.1", { start: "0s" }), b: at("198.51.100.2", { port: 4000, start: "0s" }) },
  })
  assert.deepEqual(world.log.violations, [])
})
