import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { seconds } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import type { FirewallProfile } from "../firewall.ts"
import { flatTimers } from "../flow.ts"
import { PLAIN_NAT } from "../nat/plain_nat.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import { Rfc4787Nat } from "../nat/rfc4787_nat.ts"
import { Rng } from "../rng.ts"

const timers = flatTimers(seconds(60))
const profile: NatProfile = {
  ...PLAIN_NAT,
  hairpinning: "external-source",
  mappingTimers: timers,
  filterTimers: timers,
  capacity: 100,
}
const nat = (address: string) => new Rfc4787Nat(profile, [ipAddress(address)], Rng.seeded(1))
const strict: FirewallProfile = { inbound: "drop", openPorts: [], udp: "open", tcp: "open", timers, capacity: 100 }

test("a host behind a NAT is seen as the router, and answers reach it", () => {
  const net = new LittleNet()
  const { inner } = net.router({ name: "home", nat: nat("203.0.113.1") }, net.core, "203.0.113.1")
  const a = net.host("a", inner, "10.0.0.2")
  const s = net.host("s", net.core, "198.51.100.1")
  net.send(a, "10.0.0.2:51820", "198.51.100.1:1")
  net.settle()
  net.send(s, "198.51.100.1:1", "203.0.113.1:51820")
  net.settle()
  assert.deepEqual(net.received, [
    "s: 203.0.113.1:51820 > 198.51.100.1:1 30ms",
    "a: 198.51.100.1:1 > 10.0.0.2:51820 60ms",
  ])
})

test("routers nest: two translations out, two back in", () => {
  const net = new LittleNet()
  const carrier = net.router({ name: "carrier", nat: nat("203.0.113.1") }, net.core, "203.0.113.1")
  const home = net.router({ name: "home", nat: nat("100.64.0.2") }, carrier.inner, "100.64.0.2")
  const a = net.host("a", home.inner, "192.168.1.2")
  const s = net.host("s", net.core, "198.51.100.1")
  net.send(a, "192.168.1.2:51820", "198.51.100.1:1")
  net.settle()
  assert.equal(formatEndpoint(net.lastSource() ?? assert.fail()), "203.0.113.1:51820")
  net.send(s, "198.51.100.1:1", "203.0.113.1:51820")
  net.settle()
  assert.ok(net.received.at(-1)?.startsWith("a: 198.51.100.1:1 > 192.168.1.2:51820"))
})

test("two hosts behind one router reach each other through its outside, if it hairpins", () => {
  const net = new LittleNet()
  const { inner } = net.router({ name: "home", nat: nat("203.0.113.1") }, net.core, "203.0.113.1")
  const a = net.host("a", inner, "10.0.0.2")
  const b = net.host("b", inner, "10.0.0.3")
  net.send(b, "10.0.0.3:7", "203.0.113.1:51820")
  net.settle()
  net.send(a, "10.0.0.2:51820", "203.0.113.1:7")
  net.settle()
  assert.deepEqual(net.drops, ["nat-no-mapping at home"])
  assert.ok(net.received[0]?.startsWith("b: 203.0.113.1:51820 > 10.0.0.3:7"))
})

test("IPv6 is not translated but meets the firewall", () => {
  const net = new LittleNet()
  const firewall = strict
  const { inner, outer } = net.router({ name: "home", nat: nat("203.0.113.1"), firewall }, net.core, "203.0.113.1")
  net.core.addRoute(prefix("2001:db8:1::/64"), outer)
  const a = net.host("a", inner, "2001:db8:1::2")
  const s = net.host("s", net.core, "2001:db8:9::1")
  net.send(s, "[2001:db8:9::1]:1", "[2001:db8:1::2]:51820")
  net.settle()
  net.send(a, "[2001:db8:1::2]:51820", "[2001:db8:9::1]:1")
  net.settle()
  net.send(s, "[2001:db8:9::1]:1", "[2001:db8:1::2]:51820")
  net.settle()
  assert.deepEqual(net.drops, ["firewall-inbound at home"])
  assert.equal(net.received.length, 2)
})

test("where UDP is blocked not even translated packets pass", () => {
  const net = new LittleNet()
  const firewall: FirewallProfile = { ...strict, udp: "blocked" }
  const { inner } = net.router({ name: "hotel", nat: nat("203.0.113.1"), firewall }, net.core, "203.0.113.1")
  const a = net.host("a", inner, "10.0.0.2")
  const s = net.host("s", net.core, "198.51.100.1")
  net.send(a, "10.0.0.2:51820", "198.51.100.1:1")
  net.send(s, "198.51.100.1:1", "203.0.113.1:51820")
  net.settle()
  assert.deepEqual(net.drops, ["firewall-udp-blocked at hotel", "firewall-udp-blocked at hotel"])
})

test("each router takes one from the TTL, and the last one ends it", () => {
  const net = new LittleNet()
  const { inner } = net.router({ name: "home", nat: nat("203.0.113.1") }, net.core, "203.0.113.1")
  const a = net.host("a", inner, "10.0.0.2")
  net.host("s", net.core, "198.51.100.1")
  net.send(a, "10.0.0.2:51820", "198.51.100.1:1", { ttl: 2 })
  net.send(a, "10.0.0.2:51820", "198.51.100.1:1", { ttl: 1 })
  net.settle()
  assert.equal(net.inboxes.find(({ host }) => host === "s")?.packet.ttl, 1)
  assert.deepEqual(net.drops, ["ttl-expired at home"])
  const told = net.inboxes.find(({ host }) => host === "a")?.packet
  assert.deepEqual([told?.error?.kind, told?.source.address], ["time-exceeded", "203.0.113.1"])
})

test("a router that is off loses everything, and one that rebooted knows nobody", () => {
  const net = new LittleNet()
  const { inner, router } = net.router({ name: "home", nat: nat("203.0.113.1") }, net.core, "203.0.113.1")
  const a = net.host("a", inner, "10.0.0.2")
  const s = net.host("s", net.core, "198.51.100.1")
  router.isOn = false
  net.send(a, "10.0.0.2:51820", "198.51.100.1:1")
  net.settle()
  router.isOn = true
  net.send(a, "10.0.0.2:51820", "198.51.100.1:1")
  net.settle()
  router.reboot(undefined)
  net.send(s, "198.51.100.1:1", "203.0.113.1:51820")
  net.settle()
  assert.deepEqual(net.drops, ["link-down at home", "nat-no-mapping at home"])
})

test("where UDP is blocked nothing turns round inside either", () => {
  const net = new LittleNet()
  const firewall: FirewallProfile = { ...strict, udp: "blocked" }
  const { inner } = net.router({ name: "hotel", nat: nat("203.0.113.1"), firewall }, net.core, "203.0.113.1")
  const a = net.host("a", inner, "10.0.0.2")
  net.send(a, "10.0.0.2:51820", "203.0.113.1:7")
  net.settle()
  assert.deepEqual(net.drops, ["firewall-udp-blocked at hotel"])
})

test("a reboot forgets the firewall's conversations as well", () => {
  const net = new LittleNet()
  const firewall = strict
  const { inner, outer, router } = net.router({ name: "home", firewall }, net.core, "203.0.113.1")
  net.core.addRoute(prefix("2001:db8:1::/64"), outer)
  const a = net.host("a", inner, "2001:db8:1::2")
  const s = net.host("s", net.core, "2001:db8:9::1")
  net.send(a, "[2001:db8:1::2]:51820", "[2001:db8:9::1]:1")
  net.settle()
  router.reboot(undefined)
  net.send(s, "[2001:db8:9::1]:1", "[2001:db8:1::2]:51820")
  net.settle()
  assert.deepEqual(net.drops, ["firewall-inbound at home"])
})
