import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { type Member, partitionRule } from "./partition.ts"

function setUp() {
  const net = new LittleNet()
  const site = net.router({ name: "site" }, net.core, "203.0.113.1")
  const a = net.host("a", site.inner, "198.18.0.2")
  const b = net.host("b", site.inner, "198.18.0.3")
  const s = net.host("s", net.core, "198.51.100.1")
  const t = net.host("t", net.core, "198.51.100.2")
  const from = { a: "198.18.0.2:1", b: "198.18.0.3:1", s: "198.51.100.1:1", t: "198.51.100.2:1" }
  const hosts = { a, b, s, t }
  const names = ["a", "b", "s", "t"] as const
  const members = Object.fromEntries(
    names.map((name, number) => [name, { number, station: hosts[name].station }]),
  ) as Record<keyof typeof hosts, Member>
  /** Sent to the address of `y`, and meant for `meant`. */
  const arrives = (
    x: keyof typeof hosts,
    y: keyof typeof hosts,
    meant: number | undefined = names.indexOf(y),
  ): boolean => {
    const before = net.received.length
    net.send(hosts[x], from[x], from[y], { flight: { id: 0, from: names.indexOf(x), to: meant } })
    net.settle()
    return net.received.length > before
  }
  net.core.addRoute(prefix("198.18.0.0/24"), site.outer)
  return { net, members, arrives }
}

test("groups are kept apart, in both directions, and nobody else is", () => {
  const { net, members: { a, b, s }, arrives } = setUp()
  net.fabric.addRule(partitionRule([[a, b], [s]]))
  assert.ok(!arrives("a", "s"))
  assert.ok(!arrives("s", "b"))
  assert.ok(arrives("a", "t"))
  assert.ok(arrives("t", "s"))
  assert.ok(arrives("a", "b"))
  assert.deepEqual(net.drops, ["partitioned at internet", "partitioned at internet"], "where the two ways part")
})

test("two groups on one LAN are kept apart there, while what they share outside still serves both", () => {
  const { net, members: { a, b }, arrives } = setUp()
  net.fabric.addRule(partitionRule([[a], [b]]))
  assert.ok(!arrives("a", "b"))
  assert.ok(arrives("a", "s"))
  assert.ok(arrives("b", "t"))
  assert.deepEqual(net.drops, ["partitioned at site"])
})

test("a host that shares its router with a member is left alone", () => {
  const { net, members: { a, s }, arrives } = setUp()
  net.fabric.addRule(partitionRule([[a], [s]]))
  assert.ok(!arrives("a", "s"))
  assert.ok(arrives("b", "s"))
  assert.ok(arrives("s", "b"))
})

test("a group may have members on both sides of a router", () => {
  const { net, members: { a, b, s }, arrives } = setUp()
  net.fabric.addRule(partitionRule([[a], [b, s]]))
  assert.ok(!arrives("a", "s"))
  assert.ok(!arrives("s", "a"))
  assert.ok(!arrives("a", "b"))
  assert.ok(arrives("b", "s"))
})

test("where the sender knows no target, or its packet goes astray, the host that it reaches counts", () => {
  const { net, members: { a, s }, arrives } = setUp()
  net.fabric.addRule(partitionRule([[a], [s]]))
  assert.ok(!arrives("a", "s", undefined))
  assert.ok(!arrives("s", "a", undefined))
  assert.ok(!arrives("a", "s", 3))
  assert.ok(!arrives("a", "t", 2), "and what is meant for the other side goes nowhere")
  assert.ok(arrives("a", "t", undefined))
})
