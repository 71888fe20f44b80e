import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { portsOf } from "./sockets.ts"

const probe = (from: string, port: number) => ({ at: instant(0), from, port, to: endpoint("198.51.100.1:1"), ttl: 64 })

test("a node listens on its own port and on those that it sends from, and not on its own if it never starts", () => {
  const schedule = { probes: [probe("a", 9), probe("s", 8), probe("a", 51820)], flushes: [] }
  const at = (on: string, address: string) => ({ interfaces: { eth0: { on, address } } })
  const nodes = { a: at("home", "192.168.1.2"), s: { ...at("internet", "198.51.100.1"), port: 7000 } }
  assert.deepEqual(portsOf(scenario(small({ nodes })), schedule, "a"), [51820, 9])
  assert.deepEqual(portsOf(scenario(small({ nodes })), schedule, "s"), [7000, 8])
  const asleep = { ...nodes, s: { ...nodes.s, start: "never" } }
  assert.deepEqual(portsOf(scenario(small({ nodes: asleep })), schedule, "s"), [8])
})
