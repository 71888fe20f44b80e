import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { Segment } from "./segment.ts"

test("the next hop is the owner, then the longest prefix, then the way out", () => {
  const net = new LittleNet()
  const { inner, router } = net.router({ name: "home" }, net.core, "203.0.113.1")
  const host = net.host("a", inner, "10.0.0.2")
  const wide = net.host("wide", inner, "10.0.0.3")
  const narrow = net.host("narrow", inner, "10.0.0.4")
  inner.addRoute(prefix("2001:db8::/32"), wide)
  inner.addRoute(prefix("2001:db8:1::/48"), narrow)
  assert.equal(inner.nextHop(ipAddress("10.0.0.2")), host)
  assert.equal(inner.nextHop(ipAddress("2001:db8:1::9")), narrow)
  assert.equal(inner.nextHop(ipAddress("2001:db8:2::9")), wide)
  assert.equal(inner.nextHop(ipAddress("198.51.100.1"))?.station, router)
  assert.equal(net.core.nextHop(ipAddress("198.51.100.1")), undefined)
})

test("an address has one owner at a time", () => {
  const net = new LittleNet()
  const first = net.host("a", net.core, "192.0.2.1")
  assert.throws(() => net.core.assign(ipAddress("192.0.2.1"), first), /one owner/)
  net.core.release(ipAddress("192.0.2.1"))
  assert.equal(net.core.ownerOf(ipAddress("192.0.2.1")), undefined)
})

test("what lies on the network itself and belongs to nobody does not leave it, unless it is routed", () => {
  const lan = new Segment<string>("lan", [prefix("192.168.0.0/16"), prefix("2001:db8:1::/64")])
  lan.gateway = "router"
  lan.addRoute(prefix("192.168.7.0/24"), "inner router")
  assert.equal(lan.nextHop(ipAddress("192.168.1.3")), undefined)
  assert.equal(lan.nextHop(ipAddress("2001:db8:1::9")), undefined)
  assert.equal(lan.nextHop(ipAddress("192.168.7.3")), "inner router")
  assert.equal(lan.nextHop(ipAddress("10.0.0.1")), "router")
})
