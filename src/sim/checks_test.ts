import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, spec } from "../../tests/harness/mesh_facts.ts"
import { asciiBytes } from "../domain/bytes.ts"
import { fold } from "../domain/mesh/evolve.ts"
import type { MeshState } from "../domain/mesh/state.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { addressOctets, ipAddress } from "../domain/net/ip_address.ts"
import { prefix } from "../domain/net/prefix.ts"
import { checkCiphertext, checkCleartext, checkDeadline, checkDelivery, checkTables, FoldCheck } from "./checks.ts"
import { echoRequest } from "./echo.ts"
import { RunLog, type Violation } from "./run_log.ts"

const now = instant(1000)
const octets = (text: string): Uint8Array => addressOctets(ipAddress(text))

const found = (check: (log: RunLog) => void): readonly Violation[] => {
  const log = new RunLog(undefined)
  check(log)
  return log.violations
}

const violations = (check: (log: RunLog) => void): string[] => found(check).map((one) => one.check)

test("a state that its log does not fold to is a violation", () => {
  const events = [
    { _tag: "AffiliateSeen", at: now, source: "service", affiliate: affiliate("b") },
    { _tag: "PeerSpecChanged", at: now, spec: spec("b") },
    { _tag: "HandshakeOk", at: now, peer: keyOf("b"), endpoint: endpoint("192.0.2.1:1") },
  ] as const
  const verify = (lived: readonly (typeof events)[number][]) =>
    violations((log) => {
      const check = new FoldCheck()
      for (const event of events) check.add(event)
      check.verify("a", fold(lived), log, now)
    })
  assert.deepEqual(verify(events), [])
  assert.deepEqual(verify(events.slice(0, 2)), ["fold"])
  assert.deepEqual(verify(events.slice(1)), ["fold"])
})

test("a deadline must lie ahead", () => {
  assert.deepEqual(violations((log) => checkDeadline("a", { at: instant(1001), reason: "pass" }, log, now)), [])
  assert.deepEqual(violations((log) => checkDeadline("a", { at: now, reason: "pass" }, log, now)), ["deadline"])
})

/** It grants b, who has fd50::98, 10.0.0.98 and a network of pods. */
function meshWithB(): MeshState {
  const known = spec("b")
  const allowedIps = [...known.allowedIps, prefix("10.244.3.0/24"), prefix("2001:db8::/64")]
  return fold([{ _tag: "PeerSpecChanged", at: now, spec: { ...known, allowedIps } }])
}

const B = { key: keyOf("b"), octets: octets("fd50::98") }

const deliver = (packet: Uint8Array, peer: Parameters<typeof checkDelivery>[1]["peer"] = B) =>
  violations((log) => checkDelivery(packet, { name: "a", mesh: meshWithB(), peer }, log, now))

test("what is delivered comes from the peer's mesh address, or from what it was granted", () => {
  const from = (text: string) => {
    const to = text.includes(":") ? "fd50::97" : "10.0.0.97"
    return deliver(echoRequest(octets(text), octets(to), 1, 84))
  }
  for (const own of ["fd50::98", "10.0.0.98", "10.244.3.77", "2001:db8::5"]) assert.deepEqual(from(own), [], own)
  for (const foreign of ["fd50::99", "10.0.0.99", "10.244.4.1", "2001:db8:1::5"]) {
    assert.deepEqual(from(foreign), ["allowed-ips"], foreign)
  }
})

test("what one peer was granted another may not use, and neither may a stranger", () => {
  const own = echoRequest(octets("10.0.0.98"), octets("10.0.0.97"), 1, 84)
  assert.deepEqual(deliver(own, { key: keyOf("c"), octets: octets("fd50::99") }), ["allowed-ips"])
  const inside = echoRequest(octets("fd50::98"), octets("fd50::97"), 1, 84)
  assert.deepEqual(deliver(inside, { key: keyOf("c"), octets: octets("fd50::99") }), ["allowed-ips"])
  assert.deepEqual(deliver(inside, { key: keyOf("x"), octets: undefined }), ["allowed-ips"])
})

test("a packet without a source that can be read is nobody's, and so is an IPv4 one by its octets alone", () => {
  assert.deepEqual(deliver(new Uint8Array(3)), ["allowed-ips"])
  const disguised = echoRequest(octets("fd50::98"), octets("fd50::97"), 1, 84)
  disguised[0] = 0x45
  assert.deepEqual(deliver(disguised), ["allowed-ips"])
})

test("what leaves in the clear for an address that a peer was granted is a violation, for any other it is not", () => {
  const sent = (text: string) =>
    found((log) => checkCleartext({ name: "a", mesh: meshWithB() }, ipAddress(text), log, now))
  for (const granted of ["10.0.0.98", "10.244.3.1", "fd50::98"]) {
    assert.deepEqual(sent(granted), [{
      at: now,
      check: "cleartext",
      detail: `a sent to ${granted} in the clear, which is node-b's`,
    }])
  }
  for (const other of ["10.0.0.99", "198.51.100.1", "fd50::99"]) assert.deepEqual(sent(other), [], other)
})

test("a marker on the wire is a violation, wherever it stands", () => {
  const sent = (bytes: Uint8Array) => violations((log) => checkCiphertext("a", bytes, log, now))
  assert.deepEqual(sent(echoRequest(octets("fd00::1"), octets("fd00::2"), 1, 84)), ["plaintext"])
  assert.deepEqual(sent(echoRequest(octets("10.0.0.1"), octets("10.0.0.2"), 1, 84)), ["plaintext"])
  assert.deepEqual(sent(asciiBytes("mmeshfold")), ["plaintext"])
  assert.deepEqual(sent(asciiBytes("meshfolmeshfol")), [])
  assert.deepEqual(sent(new Uint8Array(0)), [])
})

test("a table beyond its size is a violation", () => {
  const table = { name: "home", size: 4, capacity: 4 }
  assert.deepEqual(violations((log) => checkTables([table], log, now)), [])
  assert.deepEqual(violations((log) => checkTables([table, { ...table, size: 5 }], log, now)), ["table"])
})
