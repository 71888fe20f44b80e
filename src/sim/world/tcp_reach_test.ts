import assert from "node:assert/strict"
import { test } from "node:test"
import { worldOf } from "../../../tests/harness/worlds.ts"
import { getsOut } from "./tcp_reach.ts"

const office = { outside: "203.0.113.1", inside: "10.0.0.0/8" }
const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })

/** Whether a node gets out without a proxy, and with one. */
function ways(routers: Record<string, unknown>, a: Record<string, unknown>): readonly boolean[] {
  const { host } = worldOf({ routers, nodes: { a } }).nodes.named("a")
  return [getsOut(host, false), getsOut(host, true)]
}

const behind = (more: Record<string, unknown>) => ways({ office: { ...office, ...more } }, at("office", "10.0.0.2"))

test("TCP gets out unless something says otherwise, UDP or not", () => {
  assert.deepEqual(ways({}, at("internet", "198.51.100.1")), [true, true])
  assert.deepEqual(behind({}), [true, true])
  assert.deepEqual(behind({ preset: "udp-blocked" }), [true, true])
  assert.deepEqual(behind({ firewall: "none" }), [true, true])
})

test("where there is a proxy it takes one, and where TCP is blocked nothing helps", () => {
  assert.deepEqual(behind({ firewall: { tcp: "proxy" } }), [false, true])
  assert.deepEqual(behind({ preset: "proxy-only" }), [false, true])
  assert.deepEqual(behind({ firewall: { tcp: "blocked" } }), [false, false])
  assert.deepEqual(behind({ preset: "proxy-only", firewall: { tcp: "open" } }), [true, true])
})

test("of Linux routers, of routers further out and of the host itself the same holds", () => {
  assert.deepEqual(behind({ preset: "linux-masquerade", firewall: { tcp: "blocked" } }), [false, false])
  const inner = { outside: "10.0.0.9", inside: "192.168.1.0/24", behind: "office" }
  const routers = { office: { ...office, preset: "proxy-only" }, inner }
  assert.deepEqual(ways(routers, at("inner", "192.168.1.2")), [false, true])
  assert.deepEqual(ways({}, at("internet", "198.51.100.1", { firewall: { tcp: "blocked" } })), [false, false])
})

test("what counts is the way that the host takes: its first interface that leads out", () => {
  const routers = { office: { ...office, preset: "proxy-only" } }
  const [eth0, wwan0] = [{ on: "office", address: "10.0.0.2" }, { on: "internet", address: "198.51.100.1" }]
  const { topology, nodes } = worldOf({ routers, nodes: { a: { interfaces: { eth0, wwan0 } } } })
  const { host } = nodes.named("a")
  assert.equal(getsOut(host, false), false)
  topology.setUp(host, "eth0", false)
  assert.equal(getsOut(host, false), true)
})
