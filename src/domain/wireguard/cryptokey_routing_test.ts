import assert from "node:assert/strict"
import { test } from "node:test"
import { plainPacket } from "../../../tests/harness/inner_packets.ts"
import { prefix } from "../net/prefix.ts"
import { AllowedIps } from "./allowed_ips.ts"
import { CryptokeyRouting } from "./cryptokey_routing.ts"

const A = { name: "a" }
const B = { name: "b" }

/** A has 10.0.0.0/8 and fd00::/8 but for one address of each, which B has. */
function routing(): CryptokeyRouting<typeof A> {
  const allowedIps = new AllowedIps<typeof A>()
  allowedIps.assign(A, [prefix("10.0.0.0/8"), prefix("fd00::/8")])
  allowedIps.assign(B, [prefix("10.0.0.2/32"), prefix("fd00::2/128")])
  return new CryptokeyRouting(allowedIps)
}

const NOT_IP = [
  ["nothing at all", new Uint8Array(0)],
  ["neither 4 nor 6", new Uint8Array(60).fill(0x50)],
  ["a header cut short", plainPacket("10.0.0.1", "10.0.0.2", 40).subarray(0, 19)],
  ["longer than what there is", plainPacket("fd00::1", "fd00::2", 80).subarray(0, 79)],
] as const

test("a packet goes to the peer that has its destination, whatever its source", () => {
  const routes = routing()
  for (const from of ["10.0.0.1", "203.0.113.1"]) {
    assert.equal(routes.peerFor(plainPacket(from, "10.0.0.2", 20)), B)
    assert.equal(routes.peerFor(plainPacket(from, "10.0.0.3", 20)), A)
  }
  assert.equal(routes.peerFor(plainPacket("fd00::2", "fd00::3", 40)), A)
  assert.equal(routes.peerFor(plainPacket("10.0.0.1", "203.0.113.1", 20)), "no-peer-for-destination")
  assert.equal(routes.peerFor(plainPacket("fd00::1", "2001:db8::1", 40)), "no-peer-for-destination")
})

test("a packet comes in without its padding, from the peer that has its source and from no other", () => {
  const routes = routing()
  for (const [from, to, length] of [["10.0.0.2", "203.0.113.1", 33], ["fd00::2", "fd00::3", 70]] as const) {
    const padded = Uint8Array.from([...plainPacket(from, to, length), ...new Uint8Array(15)])
    assert.deepEqual([routes.lengthFrom(B, padded), routes.lengthFrom(A, padded)], [length, "disallowed-source"])
  }
  assert.equal(routes.lengthFrom(A, plainPacket("203.0.113.1", "10.0.0.1", 20)), "disallowed-source")
})

test("what is no IP packet is nobody's, before anyone is looked up", () => {
  const routes = routing()
  for (const [what, bytes] of NOT_IP) {
    assert.deepEqual([routes.peerFor(bytes), routes.lengthFrom(A, bytes)], ["not-ip", "not-ip"], what)
  }
})

test("a packet in the midst of other bytes ends where its space does", () => {
  const routes = routing()
  const bytes = Uint8Array.from([0x60, 1, 2, ...plainPacket("10.0.0.2", "10.0.0.3", 30), 9, 9])
  assert.deepEqual([routes.peerFor(bytes, 3, 30), routes.lengthFrom(B, bytes, 3, 32)], [A, 30])
  assert.deepEqual([routes.peerFor(bytes, 3, 29), routes.lengthFrom(B, bytes, 3, 29)], ["not-ip", "not-ip"])
})
