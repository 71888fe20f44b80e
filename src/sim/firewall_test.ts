import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { Firewall, type FirewallProfile } from "./firewall.ts"
import { LINUX_TIMERS } from "./flow.ts"

const strict: FirewallProfile = {
  inbound: "drop",
  openPorts: [],
  udp: "open",
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
  firewall.setProfile(strict)
  assert.equal(firewall.inbound({ local, remote }, at(1)), undefined, "a flow outlives the rule that let it in")
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
  for (const port of [1, 2, 3]) assert.equal(firewall.outbound(to(port), at(0)), undefined)
  assert.equal(firewall.outbound(to(4), at(10)), "firewall-table-full")
  assert.equal(firewall.outbound(to(1), at(20)), undefined, "a known flow needs no room")
  assert.equal(firewall.outbound(to(4), at(31)), undefined)
  assert.equal(firewall.size, 2)
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

test("a table that is made smaller keeps the flows that it has, and takes no more until they are gone", () => {
  const firewall = new Firewall(strict)
  const to = (port: number) => ({ local, remote: endpoint(`198.51.100.1:${port}`) })
  for (const port of [1, 2, 3]) firewall.outbound(to(port), at(0))
  firewall.setProfile({ ...strict, capacity: 1 })
  assert.ok(firewall.size <= firewall.capacity)
  assert.equal(firewall.outbound(to(1), at(1)), undefined)
  assert.equal(firewall.outbound(to(4), at(1)), "firewall-table-full")
  assert.equal(firewall.outbound(to(4), at(40)), undefined)
  assert.deepEqual([firewall.size, firewall.capacity], [1, 1])
})
