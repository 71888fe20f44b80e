import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../domain/net/endpoint.ts"
import { packet } from "../../tests/harness/packets.ts"
import { sizeOf, withDestination, withSource } from "./packet.ts"

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
