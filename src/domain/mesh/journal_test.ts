import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { affiliate, keyOf, nodeId } from "../../../tests/harness/mesh_facts.ts"
import { instant } from "../net/instant.ts"
import type { Event } from "./event.ts"
import { fold } from "./evolve.ts"
import { decodeEvent, encodeEvent } from "./journal.ts"

const at = instant(1_500_000)

const read = (line: string): Event => {
  const event = decodeEvent(line)
  assert.ok(Result.isSuccess(event), Result.isFailure(event) ? event.failure : "")
  return event.success
}

test("an event is one line, says its version, and comes back as it was", () => {
  const event: Event = { _tag: "AffiliateSeen", at, source: "service", affiliate: affiliate("b", "192.0.2.1:1") }
  const line = encodeEvent(event)
  assert.ok(!line.includes("\n"))
  assert.match(line, /^\{"v":2,/)
  assert.deepEqual(read(line), event)
})

// As version 1 wrote them.
const VERSION_1 = [
  '{"v":1,"_tag":"LocalEndpointsChanged","at":5,"addresses":["10.0.0.1"],"endpoints":[{"address":"10.0.0.1","port":1}]}',
  `{"v":1,"_tag":"AffiliateSeen","at":5,"affiliate":{"nodeId":"b","nodename":"node-b","addresses":["10.0.0.98"],"kubespan":{"publicKey":"${
    keyOf("b")
  }","address":"fd50::98","endpoints":[]}}}`,
  '{"v":1,"_tag":"AffiliateSeen","at":5,"affiliate":{"nodeId":"c","nodename":"","addresses":[]}}',
  '{"v":1,"_tag":"AffiliateExpired","at":6,"nodeId":"c"}',
  `{"v":1,"_tag":"HandshakeOk","at":7,"peer":"${keyOf("b")}","endpoint":{"address":"192.0.2.1","port":1}}`,
]

test("a log of the first version still folds", () => {
  const state = fold(VERSION_1.map(read))
  assert.deepEqual(state.affiliates.map(({ key, affiliate }) => [key, affiliate]), [[nodeId("b"), affiliate("b")]])
  assert.equal(state.affiliates[0]?.assertions[0]?.source, "service")
  assert.deepEqual([state.addresses, state.networks], [["10.0.0.1"], []])
})

test("what is no line of a journal is refused with a reason", () => {
  const faults: readonly [string, string][] = [
    ["", "not-json"],
    ["{", "not-json"],
    ["[]", "not-an-event"],
    ["7", "not-an-event"],
    ["null", "not-an-event"],
    ['{"v":3,"_tag":"PeerBypassed"}', "unknown-version"],
    ['{"_tag":"PeerBypassed"}', "unknown-version"],
    ['{"v":2,"_tag":"PeerBypassed","at":1}', "not-an-event"],
    ['{"v":2,"_tag":"PeerUpdated","at":1}', "not-an-event"],
    ['{"v":1,"_tag":"AffiliateSeen","at":5,"affiliate":7}', "not-an-event"],
  ]
  for (const [line, fault] of faults) {
    const event = decodeEvent(line)
    assert.equal(Result.isFailure(event) && event.failure, fault, line)
  }
})
