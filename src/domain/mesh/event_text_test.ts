import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId } from "../../../tests/harness/mesh_facts.ts"
import type { Event } from "./event.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { prefix } from "../net/prefix.ts"
import { eventTexts, type Told } from "./event_text.ts"

const at = instant(7)
const peer = keyOf("b")
const here = endpoint("192.0.2.1:51820")
const nothing: Told = { overlaps: [], harvest: [] }
const texts = (event: Event, told = nothing) => eventTexts(event, (key) => (key === peer ? "bob" : "?"), told)

test("what somebody would notice is told in sentences", () => {
  const told: readonly [Event, string][] = [
    [
      { _tag: "EndpointTried", at, peer, endpoint: here, because: "peer-down" },
      "tries bob at 192.0.2.1:51820 (peer down)",
    ],
    [{ _tag: "EndpointObserved", at, peer, endpoint: endpoint("[2001:db8::1]:9") }, "hears bob from [2001:db8::1]:9"],
    [{ _tag: "PeerSpecRemoved", at, peer }, "forgets bob"],
    [{ _tag: "PeerRouted", at, peer, because: "peer-up" }, "sends to bob through the tunnel"],
    [{ _tag: "PeerBypassed", at, peer }, "sends to bob past the tunnel"],
  ]
  for (const [event, text] of told) assert.deepEqual(texts(event), [text])
})

test("of overlaps and harvests only what is new is told", () => {
  const overlap = {
    winner: nodeId("b"),
    loser: nodeId("c"),
    prefixes: [prefix("10.0.0.1/32")],
    because: "live",
  } as const
  const overlaps: Event = { _tag: "OverlapsChanged", at, overlaps: [overlap] }
  assert.deepEqual(texts(overlaps), ["gives 10.0.0.1/32 to b (who came up last), though c claims it too"])
  assert.deepEqual(texts(overlaps, { ...nothing, overlaps: [overlap] }), [])
  const harvest = [{ nodeId: nodeId("b"), endpoint: here }]
  const harvested: Event = { _tag: "EndpointsHarvested", at, harvest }
  assert.deepEqual(texts(harvested), ["tells discovery that it hears b from 192.0.2.1:51820"])
  assert.deepEqual(texts(harvested, { ...nothing, harvest }), [])
})

test("what is only bookkeeping, or the rule, is not told", () => {
  assert.deepEqual(texts({ _tag: "PeerRouted", at, peer, because: "forced" }), [])
  assert.deepEqual(texts({ _tag: "AffiliateSeen", at, source: "service", affiliate: affiliate("b") }), [])
  assert.deepEqual(texts({ _tag: "HandshakeOk", at, peer, endpoint: here }), [])
})
