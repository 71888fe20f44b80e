import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, spec } from "../../tests/harness/mesh_facts.ts"
import { asciiBytes } from "../domain/bytes.ts"
import { fold } from "../domain/mesh/evolve.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { addressOctets, ipAddress } from "../domain/net/ip_address.ts"
import { checkCiphertext, checkDeadline, checkDelivery, checkTables, FoldCheck } from "./checks.ts"
import { echoRequest } from "./echo.ts"
import { RunLog } from "./run_log.ts"

const now = instant(1000)
const [one, two] = [addressOctets(ipAddress("fd00::1")), addressOctets(ipAddress("fd00::2"))]

const violations = (check: (log: RunLog) => void): string[] => {
  const log = new RunLog(undefined)
  check(log)
  return log.violations.map((one) => one.check)
}

test("a state that its log does not fold to is a violation", () => {
  const events = [
    { _tag: "AffiliateSeen", at: now, affiliate: affiliate("b") },
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

test("what is delivered must come from the peer that it is delivered for", () => {
  const packet = echoRequest(one, two, 1, 84)
  const deliver = (bytes: Uint8Array, peer: Uint8Array | undefined) =>
    violations((log) => checkDelivery(bytes, { node: "a", peer }, log, now))
  assert.deepEqual(deliver(packet, one), [])
  assert.deepEqual(deliver(packet, two), ["allowed-ips"])
  assert.deepEqual(deliver(packet, undefined), ["allowed-ips"])
  assert.deepEqual(deliver(new Uint8Array(3), one), ["allowed-ips"])
  const ipv4 = packet.slice()
  ipv4[0] = 0x45
  assert.deepEqual(deliver(ipv4, one), ["allowed-ips"])
})

test("a marker on the wire is a violation, wherever it stands", () => {
  const sent = (bytes: Uint8Array) => violations((log) => checkCiphertext("a", bytes, log, now))
  assert.deepEqual(sent(echoRequest(one, two, 1, 84)), ["plaintext"])
  assert.deepEqual(sent(asciiBytes("mmeshfold")), ["plaintext"])
  assert.deepEqual(sent(asciiBytes("meshfolmeshfol")), [])
  assert.deepEqual(sent(new Uint8Array(0)), [])
})

test("a table beyond its size is a violation", () => {
  const table = { name: "home", size: 4, capacity: 4 }
  assert.deepEqual(violations((log) => checkTables([table], log, now)), [])
  assert.deepEqual(violations((log) => checkTables([table, { ...table, size: 5 }], log, now)), ["table"])
})
