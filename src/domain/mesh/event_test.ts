import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { affiliate, keyOf, nodeId, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { Event } from "./event.ts"

const at = instant(1_500_000)
const here = endpoint("192.0.2.1:51820")
const everyEvent: readonly Event[] = [
  { _tag: "AffiliateSeen", at, source: "service", affiliate: affiliate("b", "192.0.2.1:51820") },
  { _tag: "AffiliateExpired", at, source: "kubernetes", nodeId: nodeId("b") },
  {
    _tag: "LocalEndpointsChanged",
    at,
    addresses: [ipAddress("10.0.0.1")],
    endpoints: [here],
    networks: [prefix("10.244.1.0/24")],
  },
  { _tag: "PeerSpecChanged", at, spec: spec("b", "[2001:db8::1]:1") },
  { _tag: "PeerSpecRemoved", at, peer: keyOf("b") },
  {
    _tag: "OverlapsChanged",
    at,
    overlaps: [{ winner: nodeId("b"), loser: nodeId("c"), prefixes: [prefix("10.0.0.0/8")], because: "smaller-id" }],
  },
  { _tag: "EndpointTried", at, peer: keyOf("b"), endpoint: here, because: "first-candidate" },
  { _tag: "EndpointObserved", at, peer: keyOf("b"), endpoint: here },
  { _tag: "HandshakeOk", at, peer: keyOf("b"), endpoint: here },
  { _tag: "PeerRouted", at, peer: keyOf("b"), because: "peer-up" },
  { _tag: "PeerBypassed", at, peer: keyOf("b") },
  { _tag: "EndpointsHarvested", at, harvest: [{ nodeId: nodeId("b"), endpoint: here }] },
]

test("every event survives JSON", () => {
  assert.equal(new Set(everyEvent.map((event) => event._tag)).size, Event.members.length)
  for (const event of everyEvent) {
    const json = JSON.parse(JSON.stringify(Schema.encodeSync(Event)(event)))
    assert.deepEqual(Schema.decodeUnknownSync(Event)(json), event)
  }
})

test("what is no event is refused", () => {
  const is = Schema.is(Event)
  assert.ok(!is({ _tag: "PeerUpdated", at }))
  assert.ok(!is({ _tag: "PeerSpecRemoved", at: -1, peer: keyOf("b") }))
  assert.ok(!is({ _tag: "PeerSpecRemoved", at: 0.5, peer: keyOf("b") }))
  assert.ok(!is({ _tag: "PeerSpecRemoved", at, peer: "b" }))
  assert.ok(!is({ _tag: "EndpointTried", at, peer: keyOf("b"), endpoint: here, because: "a whim" }))
})
