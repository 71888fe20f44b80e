import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { partitionRule } from "./partition.ts"

function setUp() {
  const net = new LittleNet()
  const site = net.router({ name: "site" }, net.core, "203.0.113.1")
  const a = net.host("a", site.inner, "198.18.0.2")
  const b = net.host("b", site.inner, "198.18.0.3")
  const s = net.host("s", net.core, "198.51.100.1")
  const t = net.host("t", net.core, "198.51.100.2")
  const from = { a: "198.18.0.2:1", b: "198.18.0.3:1", s: "198.51.100.1:1", t: "198.51.100.2:1" }
  const hosts = { a, b, s, t }
  const arrives = (x: keyof typeof hosts, y: keyof typeof hosts): boolean => {
    const before = net.received.length
    net.send(hosts[x], from[x], from[y])
    net.settle()
    return net.received.length > before
  }
  return { net, site, hosts, arrives }
}

test("groups are kept apart, in both directions, and nobody else is", () => {
  const { net, site, hosts: { a, b, s }, arrives } = setUp()
  net.core.addRoute(prefix("198.18.0.0/24"), site.outer)
  net.fabric.addRule(partitionRule([[a, b], [s]]))
  assert.ok(!arrives("a", "s"))
  assert.ok(!arrives("s", "b"))
  assert.ok(arrives("a", "t"))
  assert.ok(arrives("t", "s"))
  assert.ok(arrives("a", "b"))
})

test("two groups on one LAN are kept apart there, while what they share outside still serves both", () => {
  const { net, hosts: { a, b }, arrives } = setUp()
  net.fabric.addRule(partitionRule([[a], [b]]))
  assert.ok(!arrives("a", "b"))
  assert.ok(arrives("a", "s"))
  assert.ok(arrives("b", "t"))
})
