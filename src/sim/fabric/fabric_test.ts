import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { packet } from "../../../tests/harness/packets.ts"
import { endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { errorAbout } from "../packet.ts"
import type { Attachment } from "./attachment.ts"
import { Segment } from "./segment.ts"

test("a packet goes up one link and down the other", () => {
  const net = new LittleNet()
  const a = net.host("a", net.core, "192.0.2.1")
  net.host("b", net.core, "192.0.2.2")
  net.send(a, "192.0.2.1:1", "192.0.2.2:2")
  net.settle()
  assert.deepEqual(net.received, ["b: 192.0.2.1:1 > 192.0.2.2:2 20ms"])
  assert.equal(net.hops, 2)
})

test("to an address that nobody has there is no route, and none back to where it came from", () => {
  const net = new LittleNet()
  const a = net.host("a", net.core, "192.0.2.1")
  net.send(a, "192.0.2.1:1", "192.0.2.9:2")
  net.send(a, "192.0.2.1:1", "192.0.2.1:2")
  net.settle()
  assert.deepEqual(net.drops, ["no-route at internet", "no-route at internet"])
})

test("an attachment that goes down loses what is in flight, both ways", () => {
  const net = new LittleNet()
  const a = net.host("a", net.core, "192.0.2.1")
  const b = net.host("b", net.core, "192.0.2.2")
  net.send(a, "192.0.2.1:1", "192.0.2.2:2")
  b.isUp = false
  net.settle()
  b.isUp = true
  net.send(a, "192.0.2.1:1", "192.0.2.2:2")
  a.isUp = false
  net.send(a, "192.0.2.1:1", "192.0.2.2:2")
  net.settle()
  assert.deepEqual(net.drops, ["link-down at b", "link-down at a", "link-down at a"])
  assert.deepEqual(net.received, [])
})

test("the first rule that drops decides, and a removed rule no longer does", () => {
  const net = new LittleNet()
  const a = net.host("a", net.core, "192.0.2.1")
  const b = net.host("b", net.core, "192.0.2.2")
  const rule = (
    _packet: unknown,
    from: unknown,
    to: unknown,
  ) => (from === a && to === b ? "drop" as const : "pass" as const)
  net.fabric.addRule(() => "pass")
  net.fabric.addRule(rule)
  net.send(a, "192.0.2.1:1", "192.0.2.2:2")
  net.send(b, "192.0.2.2:2", "192.0.2.1:1")
  net.settle()
  assert.deepEqual(net.drops, ["partitioned at internet"])
  net.fabric.removeRule(rule)
  net.send(a, "192.0.2.1:1", "192.0.2.2:2")
  net.settle()
  assert.equal(net.received.length, 2)
})

test("a link that duplicates delivers twice, and one that loses names its station", () => {
  const net = new LittleNet()
  const a = net.host("a", net.core, "192.0.2.1", { duplicate: 1_000_000 })
  net.host("b", net.core, "192.0.2.2")
  const c = net.host("c", net.core, "192.0.2.3", { loss: 1_000_000 })
  net.send(a, "192.0.2.1:1", "192.0.2.2:2")
  net.send(c, "192.0.2.3:1", "192.0.2.2:2")
  net.settle()
  assert.equal(net.received.length, 2)
  assert.deepEqual(net.drops, ["lost at c"])
})

test("a copy is sent like any packet: it waits for the link, and may be lost", () => {
  const slow = new LittleNet()
  const a = slow.host("a", slow.core, "192.0.2.1", { duplicate: 1_000_000, rate: 8_000_000, queue: 3_000 })
  slow.host("b", slow.core, "192.0.2.2")
  slow.send(a, "192.0.2.1:1", "192.0.2.2:2", { payload: new Uint8Array(972) })
  slow.settle()
  assert.deepEqual(slow.inboxes.map(({ at }) => at), [21_000, 22_000], "1000 bytes take 1 ms at 8 Mbit/s")

  const lossy = new LittleNet()
  const c = lossy.host("c", lossy.core, "192.0.2.1", { duplicate: 1_000_000, loss: 500_000 })
  lossy.host("d", lossy.core, "192.0.2.2")
  for (let i = 0; i < 1_000; i++) lossy.send(c, "192.0.2.1:1", "192.0.2.2:2")
  lossy.settle()
  const count = lossy.received.length
  assert.ok(count > 680 && count < 820, `half of 1000, and half of their copies: ${count}`)
})

const overHops = (hops: number) => {
  const net = new LittleNet()
  const core = new Segment<Attachment>("core", [], hops)
  const a = net.host("a", core, "192.0.2.1")
  const b = net.host("b", core, "192.0.2.2")
  return { net, core, a, b }
}

// RFC 791 3.2: each router on the way takes one, and a packet that has none left is destroyed.
test("a packet that crosses a segment of routers has so many hops fewer to go", () => {
  const { net, a } = overHops(6)
  net.send(a, "192.0.2.1:1", "192.0.2.2:2", { ttl: 64 })
  net.send(a, "192.0.2.1:1", "192.0.2.2:2", { ttl: 7 })
  net.settle()
  assert.deepEqual(net.inboxes.map(({ packet }) => packet.ttl), [58, 1])
  const lan = overHops(0)
  lan.net.send(lan.a, "192.0.2.1:1", "192.0.2.2:2", { ttl: 1 })
  lan.net.settle()
  assert.deepEqual(lan.net.inboxes.map(({ packet }) => packet.ttl), [1], "a LAN has no routers")
})

// RFC 792: time exceeded, with the packet's headers as they looked.
test("one that dies on the way is told of to its sender, by a router that is nobody else", () => {
  for (const ttl of [1, 6]) {
    const { net, a } = overHops(6)
    net.send(a, "192.0.2.1:1", "192.0.2.2:2", { ttl })
    net.settle()
    assert.deepEqual(net.drops, ["ttl-expired at core"])
    assert.deepEqual(net.received, ["a: 192.0.2.254:0 > 192.0.2.1:0 20ms"])
    const told = net.inboxes[0]?.packet
    assert.deepEqual(told?.error, {
      kind: "time-exceeded",
      source: endpoint("192.0.2.1:1"),
      destination: endpoint("192.0.2.2:2"),
    })
  }
})

test("in IPv6 it is told of by a router with such an address", () => {
  const { net, core } = overHops(2)
  const c = net.host("c", core, "2001:db8::1")
  net.host("d", core, "2001:db8::2")
  net.send(c, "[2001:db8::1]:1", "[2001:db8::2]:2", { ttl: 2 })
  net.settle()
  const told = net.inboxes[0]
  assert.deepEqual([told?.host, told && formatEndpoint(told.packet.source)], ["c", "[2001:db8:ffff::fe]:0"])
})

test("an ICMP error that dies on the way is told of to nobody", () => {
  const { net, a } = overHops(6)
  const error = errorAbout(packet("192.0.2.2:2", "192.0.2.1:1"), "port-unreachable", ipAddress("192.0.2.1"))
  net.fabric.send({ ...(error ?? assert.fail()), ttl: 3 }, a, net.now)
  net.settle()
  assert.deepEqual(net.drops, ["ttl-expired at core"])
  assert.deepEqual(net.received, [])
})

test("what a rule keeps apart does not die on the way as well", () => {
  const { net, a } = overHops(6)
  net.fabric.addRule(() => "drop")
  net.send(a, "192.0.2.1:1", "192.0.2.2:2", { ttl: 1 })
  net.settle()
  assert.deepEqual(net.drops, ["partitioned at core"])
  assert.deepEqual(net.received, [])
})
