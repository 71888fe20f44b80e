import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../domain/net/endpoint.ts"
import { packet } from "../../tests/harness/packets.ts"
import { ipAddress } from "../domain/net/ip_address.ts"
import { DEFAULT_TTL, errorAbout, sizeOf, withDestination, withSource } from "./packet.ts"

test("the size counts the headers of the packet's family", () => {
  assert.equal(sizeOf(packet("192.0.2.1:1", "192.0.2.2:2", 148)), 176)
  assert.equal(sizeOf(packet("[2001:db8::1]:1", "[2001:db8::2]:2", 148)), 196)
})

test("rewriting makes another packet of the same flight", () => {
  const original = packet("192.0.2.1:1", "192.0.2.2:2")
  const rewritten = withDestination(withSource(original, endpoint("203.0.113.1:9")), endpoint("10.0.0.2:51820"))
  assert.deepEqual(original.source, endpoint("192.0.2.1:1"))
  assert.deepEqual(rewritten.source, endpoint("203.0.113.1:9"))
  assert.deepEqual(rewritten.destination, endpoint("10.0.0.2:51820"))
  assert.equal(rewritten.flight, original.flight)
})

// RFC 792, RFC 4443 2.4: to the sender, with the headers of what failed as they looked where it did.
test("an ICMP error goes to the sender of the packet that it quotes, in that packet's flight", () => {
  const failed = { ...packet("192.0.2.1:1", "192.0.2.2:2", 148), ttl: 1 }
  const error = errorAbout(failed, "time-exceeded", ipAddress("203.0.113.1"))
  assert.deepEqual(error, {
    source: { address: "203.0.113.1", port: 0 },
    destination: { address: "192.0.2.1", port: 0 },
    payload: new Uint8Array(0),
    ttl: DEFAULT_TTL,
    flight: failed.flight,
    error: { kind: "time-exceeded", source: endpoint("192.0.2.1:1"), destination: endpoint("192.0.2.2:2") },
  })
})

// RFC 792: IP and UDP headers of the packet that failed behind as many of the message's own.
test("an ICMP error is two headers long, whatever it quotes", () => {
  const long = errorAbout(packet("192.0.2.1:1", "192.0.2.2:2", 1400), "port-unreachable", ipAddress("192.0.2.2"))
  const six = errorAbout(packet("[2001:db8::1]:1", "[2001:db8::2]:2"), "port-unreachable", ipAddress("2001:db8::2"))
  assert.deepEqual([long, six].map((error) => error && sizeOf(error)), [56, 96])
})

// RFC 1122 3.2.2, RFC 4443 2.4 (e.1).
test("there is no ICMP error about an ICMP error, and none from another family", () => {
  const failed = packet("192.0.2.1:1", "192.0.2.2:2")
  const error = errorAbout(failed, "port-unreachable", ipAddress("192.0.2.2")) ?? assert.fail()
  assert.equal(errorAbout(error, "time-exceeded", ipAddress("203.0.113.1")), undefined)
  assert.equal(errorAbout(failed, "time-exceeded", ipAddress("2001:db8::1")), undefined)
})
