import assert from "node:assert/strict"
import { test } from "node:test"
import { type Endpoint, endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { Firewall, type FirewallProfile } from "./firewall.ts"
import { LINUX_TIMERS } from "./flow.ts"

const strict: FirewallProfile = {
  inbound: "drop",
  openPorts: [],
  udp: "open",
  tcp: "open",
  timers: LINUX_TIMERS,
  capacity: 1000,
}
const local = endpoint("192.0.2.1:51820")
const remote = endpoint("198.51.100.1:51820")
const at = (s: number) => instant(s * 1_000_000)

test("an answer gets in, and nothing else does", () => {
  const firewall = new Firewall(strict)
  assert.equal(firewall.inbound({ local, remote }, at(0)), "firewall-inbound")
  assert.equal(firewall.outbound({ local, remote }, at(1)), undefined)
  assert.equal(firewall.inbound({ local, remote }, at(2)), undefined)
  assert.equal(firewall.inbound({ local, remote: endpoint("198.51.100.1:9") }, at(2)), "firewall-inbound", "other port")
  assert.equal(firewall.inbound({ local, remote: endpoint("198.51.100.2:51820") }, at(2)), "firewall-inbound")
  assert.equal(firewall.inbound({ local: endpoint("192.0.2.1:9"), remote }, at(2)), "firewall-inbound")
})

test("the way closes when the flow has been idle for its time", () => {
  const firewall = new Firewall(strict)
  firewall.outbound({ local, remote }, at(0))
  assert.equal(firewall.inbound({ local, remote }, at(30)), "firewall-inbound", "30 s unreplied")
  firewall.outbound({ local, remote }, at(40))
  firewall.inbound({ local, remote }, at(41))
  firewall.outbound({ local, remote }, at(43))
  assert.equal(firewall.inbound({ local, remote }, at(162)), undefined, "120 s as a stream")
})

test("an open port lets anybody in, and answers out", () => {
  const firewall = new Firewall({ ...strict, openPorts: [51820] })
  assert.equal(firewall.inbound({ local, remote }, at(0)), undefined)
  assert.equal(firewall.inbound({ local: endpoint("192.0.2.1:22"), remote }, at(0)), "firewall-inbound")
  firewall.inbound({ local, remote: endpoint("198.51.100.1:7") }, at(0))
  firewall.outbound({ local, remote }, at(1))
  firewall.setProfile(strict)
  assert.equal(firewall.inbound({ local, remote }, at(2)), undefined, "a flow that was answered outlives its rule")
  assert.equal(firewall.inbound({ local, remote: endpoint("198.51.100.1:7") }, at(2)), "firewall-inbound")
  assert.equal(firewall.inbound({ local, remote: endpoint("198.51.100.9:1") }, at(1)), "firewall-inbound")
})

test("where UDP is blocked nothing goes either way", () => {
  const firewall = new Firewall({ ...strict, inbound: "accept", udp: "blocked" })
  assert.equal(firewall.outbound({ local, remote }, at(0)), "firewall-udp-blocked")
  assert.equal(firewall.inbound({ local, remote }, at(0)), "firewall-udp-blocked")
})

test("the table has a size, and dead flows make room", () => {
  const firewall = new Firewall({ ...strict, capacity: 3 })
  const to = (port: number) => ({ local, remote: endpoint(`198.51.100.1:${port}`) })
  const from = (port: number) => ({ local, remote: endpoint(`198.51.100.1:${port}`) })
  for (const port of [1, 2, 3]) assert.equal(firewall.outbound(to(port), at(0)), undefined)
  for (const s of [1, 2, 3, 4]) for (const port of [1, 2, 3]) firewall.inbound(from(port), at(s))
  assert.equal(firewall.outbound(to(4), at(10)), "firewall-table-full", "streams are not given up for it")
  assert.equal(firewall.outbound(to(1), at(20)), undefined, "a known flow needs no room")
  assert.equal(firewall.outbound(to(4), at(125)), undefined)
  assert.equal(firewall.size, 2)
})

test("a full table gives up the oldest flow that is no stream", () => {
  const firewall = new Firewall({ ...strict, capacity: 2 })
  const to = (port: number) => ({ local, remote: endpoint(`198.51.100.1:${port}`) })
  for (const port of [1, 2, 3]) assert.equal(firewall.outbound(to(port), at(0)), undefined)
  assert.equal(firewall.inbound(to(1), at(1)), "firewall-inbound")
  assert.equal(firewall.inbound(to(3), at(1)), undefined)
})

// spec/nat.md 1.2: 30 s until it is bidirectional and older than 2 s. The packet that makes it so counts from the next on.
test("an answer that comes late leaves the flow young until something follows it", () => {
  const firewall = new Firewall(strict)
  firewall.outbound({ local, remote }, at(0))
  firewall.inbound({ local, remote }, at(10))
  assert.equal(firewall.inbound({ local, remote }, at(41)), "firewall-inbound")
})

test("an ICMP error gets in if it is about something that went out", () => {
  const firewall = new Firewall(strict)
  firewall.outbound({ local, remote }, at(0))
  const about = (destination: Endpoint) => ({ kind: "port-unreachable", source: local, destination }) as const
  assert.equal(firewall.inboundError(about(remote), at(1)), undefined)
  assert.equal(firewall.inboundError(about(endpoint("198.51.100.1:9")), at(1)), "firewall-inbound")
})

test("a reset forgets every flow", () => {
  const firewall = new Firewall(strict)
  firewall.outbound({ local, remote }, at(0))
  firewall.reset()
  assert.equal(firewall.inbound({ local, remote }, at(1)), "firewall-inbound")
  assert.equal(firewall.size, 0)
})

test("what comes in keeps a flow alive as well", () => {
  const firewall = new Firewall(strict)
  firewall.outbound({ local, remote }, at(0))
  assert.equal(firewall.inbound({ local, remote }, at(20)), undefined)
  assert.equal(firewall.inbound({ local, remote }, at(49)), undefined)
})

test("a table that is made smaller grows no more until its flows are over", () => {
  const firewall = new Firewall(strict)
  const to = (port: number) => ({ local, remote: endpoint(`198.51.100.1:${port}`) })
  for (const port of [1, 2, 3]) firewall.outbound(to(port), at(0))
  firewall.setProfile({ ...strict, capacity: 1 })
  assert.deepEqual([firewall.size, firewall.capacity], [3, 3])
  assert.equal(firewall.outbound(to(1), at(1)), undefined)
  assert.equal(firewall.outbound(to(4), at(1)), undefined, "in the place of another")
  assert.deepEqual([firewall.size, firewall.capacity], [3, 3])
  assert.equal(firewall.outbound(to(4), at(40)), undefined)
  assert.deepEqual([firewall.size, firewall.capacity], [1, 1])
})
