import assert from "node:assert/strict"
import { test } from "node:test"
import { packet } from "../../tests/harness/packets.ts"
import { endpoint, formatEndpoint } from "../domain/net/endpoint.ts"
import { ipAddress } from "../domain/net/ip_address.ts"
import { prefix } from "../domain/net/prefix.ts"
import { Clat } from "./clat.ts"
import { errorAbout } from "./packet.ts"

const clat = new Clat(prefix("64:ff9b::/96"))
const having = (...addresses: string[]) => [{ addresses: addresses.map(ipAddress) }]
/** RFC 6052 section 2.4. */
const [IPV4, EMBEDDED] = ["192.0.2.33:51820", "[64:ff9b::c000:221]:51820"]
const OWN = "[2001:db8:a::2]:51820"

// RFC 6877 section 6.3.
test("what is for IPv4 goes to the prefix, and what is for IPv6 where it says", () => {
  const onWire = (to: string) => formatEndpoint(clat.onWire(endpoint(to), having("2001:db8:a::2")))
  assert.deepEqual([onWire(IPV4), onWire("[2001:db8::1]:1")], [EMBEDDED, "[2001:db8::1]:1"])
})

test("who has IPv4 on any interface needs no translation", () => {
  const both = [...having("2001:db8:a::2"), ...having("198.51.100.1")]
  assert.equal(formatEndpoint(clat.onWire(endpoint(IPV4), both)), IPV4)
  assert.deepEqual([clat.familyTowards("v4", both), clat.familyTowards("v4", having("2001:db8::1"))], ["v4", "v6"])
  assert.equal(clat.familyTowards("v6", having("198.51.100.1")), "v6")
})

test("what comes from the prefix reaches programs as from IPv4, and all else as it came", () => {
  const heard = (from: string) => formatEndpoint(clat.toPrograms(packet(from, OWN)).source)
  assert.deepEqual([heard(EMBEDDED), heard("[2001:db8::1]:1")], [IPV4, "[2001:db8::1]:1"])
  assert.equal(formatEndpoint(clat.toPrograms(packet(EMBEDDED, OWN)).destination), OWN)
})

test("an error quotes what the program sent, whoever it is from", () => {
  for (const [by, seen] of [["64:ff9b::c000:221", "192.0.2.33"], ["2001:db8:a::1", "2001:db8:a::1"]] as const) {
    const error = errorAbout(packet(OWN, EMBEDDED), "port-unreachable", ipAddress(by))
    assert.ok(error)
    const heard = clat.toPrograms(error)
    assert.equal(heard.source.address, seen)
    assert.deepEqual(heard.error?.destination, endpoint(IPV4))
  }
})
