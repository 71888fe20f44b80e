import assert from "node:assert/strict"
import { test } from "node:test"
import { LittleNet } from "../../../tests/harness/little_net.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { PLAIN_NAT } from "../nat/plain_nat.ts"
import { Rfc4787Nat } from "../nat/rfc4787_nat.ts"
import { Rng } from "../rng.ts"
import { apparentAddress, isNeighbour, routersAbove } from "./reach.ts"

const nat = (address: string) => new Rfc4787Nat(PLAIN_NAT, [ipAddress(address)], Rng.seeded(1))

function nested() {
  const net = new LittleNet()
  const carrier = net.router({ name: "carrier", nat: nat("203.0.113.1") }, net.core, "203.0.113.1")
  const home = net.router({ name: "home", nat: nat("100.64.0.2") }, carrier.inner, "100.64.0.2")
  return { net, carrier, home, a: net.host("a", home.inner, "192.168.1.2") }
}

test("a host behind two routers appears as the outer one, in IPv4", () => {
  const { a, net } = nested()
  assert.deepEqual(routersAbove(a).map((router) => router.name), ["home", "carrier"])
  assert.equal(apparentAddress(ipAddress("192.168.1.2"), a), "203.0.113.1")
  assert.equal(apparentAddress(ipAddress("2001:db8::2"), a), "2001:db8::2", "IPv6 is not translated")
  const s = net.host("s", net.core, "198.51.100.1")
  assert.equal(apparentAddress(ipAddress("198.51.100.1"), s), "198.51.100.1")
})

test("nobody sees a host whose cable is out or whose router is off", () => {
  const { a, carrier } = nested()
  carrier.router.isOn = false
  assert.equal(apparentAddress(ipAddress("192.168.1.2"), a), undefined)
  carrier.router.isOn = true
  a.isUp = false
  assert.equal(apparentAddress(ipAddress("192.168.1.2"), a), undefined)
})

test("neighbours are hosts on the same segment, not routers and not strangers", () => {
  const { a, net, home } = nested()
  net.host("b", home.inner, "192.168.1.3")
  assert.ok(isNeighbour(ipAddress("192.168.1.3"), a))
  assert.ok(!isNeighbour(ipAddress("198.51.100.1"), a))
  const s = net.host("s", net.core, "198.51.100.1")
  assert.ok(!isNeighbour(ipAddress("203.0.113.1"), s))
})
