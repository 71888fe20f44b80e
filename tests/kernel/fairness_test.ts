import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { scenario, small } from "../harness/scenario_data.ts"
import { isFair } from "./fairness.ts"

const link = { link: { latency: "1ms" } }
const file = scenario(small({
  routers: {
    home: { linux: { timeout: "2s" }, outside: "203.0.113.1", inside: "192.168.1.0/24", ...link },
  },
  nodes: {
    a: { interfaces: { eth0: { on: "home", address: "192.168.1.2", ...link } } },
    s: { interfaces: { eth0: { on: "internet", address: "198.51.100.1", ...link } } },
  },
}))

/** A datagram out, and one back so much later, through a router that forgets after two seconds. */
const isFairAfter = (ms: number): boolean => {
  const out = { at: instant(100_000), from: "a", port: 51820, to: endpoint("198.51.100.1:51820"), ttl: 64 }
  const back = { at: instant(100_000 + ms * 1_000), from: "s", port: 51820, to: { answering: 0 }, ttl: 64 }
  return isFair({ kind: "one-nat", file, schedule: { probes: [out, back], flushes: [] } })
}

test("an answer well before or well after the timer's end is fair", () => {
  assert.ok(isFairAfter(1_000))
  assert.ok(isFairAfter(3_000))
})

test("one that comes through only because the timer is not a little shorter is not", () => {
  assert.ok(!isFairAfter(1_900))
})

test("nor is one that is lost only because it is not a little longer", () => {
  assert.ok(!isFairAfter(2_080))
})
