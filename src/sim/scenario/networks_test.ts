import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { addressesOf, entry, isAtHome, isOfNobody, networksOf, outermostFirst, wayOut } from "./networks.ts"

const nested = scenario(small({
  routers: {
    home: { behind: "carrier", outside: "100.64.0.2", inside: "192.168.1.0/24" },
    carrier: { outside: "203.0.113.1", inside: ["100.64.0.0/10", "2001:db8::/48"] },
  },
}))

test("there is a network inside each router, and the internet", () => {
  assert.deepEqual([...networksOf(nested)], [
    ["internet", []],
    ["home", ["192.168.1.0/24"]],
    ["carrier", ["100.64.0.0/10", "2001:db8::/48"]],
  ])
})

test("the way out leads through the routers outside", () => {
  assert.deepEqual(wayOut(nested, "home"), ["carrier", "internet"])
  assert.deepEqual(wayOut(nested, "internet"), [])
  assert.equal(wayOut(nested, "nowhere"), undefined)
})

test("a router comes after the one that it is behind", () => {
  assert.deepEqual(outermostFirst(nested), ["carrier", "home"])
})

test("an address is at home in any of a network's prefixes, and anywhere on the internet", () => {
  const prefixes = [prefix("100.64.0.0/10"), prefix("2001:db8::/48")]
  assert.ok(isAtHome(ipAddress("100.64.0.9"), prefixes))
  assert.ok(!isAtHome(ipAddress("192.0.2.1"), prefixes))
  assert.ok(isAtHome(ipAddress("192.0.2.1"), []))
  assert.deepEqual(addressesOf("2001:DB8::1"), ["2001:db8::1"])
})

test("entries are a record's own", () => {
  assert.equal(entry({ a: 1 }, "a"), 1)
  assert.equal(entry<number>({ a: 1 }, "constructor"), undefined)
  assert.equal(entry(undefined, "a"), undefined)
})

test("networks are made once for a file, and anew for another", () => {
  assert.equal(networksOf(nested), networksOf(nested))
  assert.deepEqual([...networksOf({ ...nested, routers: {} }).keys()], ["internet"])
})

test("some addresses are nobody's", () => {
  for (const one of ["0.1.2.3", "127.0.0.1", "239.1.1.1", "255.255.255.255", "::", "::1", "ff02::1"]) {
    assert.ok(isOfNobody(ipAddress(one)), one)
  }
  for (const one of ["1.0.0.0", "169.254.1.1", "240.0.0.1", "::2", "fe80::1"]) {
    assert.ok(!isOfNobody(ipAddress(one)), one)
  }
})
