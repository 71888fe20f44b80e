import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId, peer, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { evolve, fold, initial } from "./evolve.ts"

const at = instant(7)
const here = endpoint("192.0.2.1:51820")
const there = endpoint("198.51.100.1:51820")
const withPeer = fold([{ _tag: "PeerSpecChanged", at, spec: spec("b") }])

test("affiliates come, change and go, and stay sorted by id", () => {
  const state = fold([
    { _tag: "AffiliateSeen", at, affiliate: affiliate("c") },
    { _tag: "AffiliateSeen", at, affiliate: affiliate("b") },
    { _tag: "AffiliateSeen", at, affiliate: affiliate("c", "192.0.2.1:1") },
    { _tag: "AffiliateExpired", at, nodeId: nodeId("b") },
    { _tag: "AffiliateExpired", at, nodeId: nodeId("never seen") },
  ])
  assert.deepEqual(state.affiliates, [{ key: nodeId("c"), affiliate: affiliate("c", "192.0.2.1:1") }])
})

test("a new spec keeps what is known of the peer", () => {
  const used = evolve(withPeer, { _tag: "HandshakeOk", at, peer: keyOf("b"), endpoint: here })
  const changed = evolve(used, { _tag: "PeerSpecChanged", at, spec: spec("b", "192.0.2.9:9") })
  assert.deepEqual(changed.peers, [peer("b", { spec: spec("b", "192.0.2.9:9"), lastHandshake: at, endpoint: here })])
})

test("an endpoint tried is what we set; one observed is only where the peer is", () => {
  const tried = evolve(withPeer, {
    _tag: "EndpointTried",
    at,
    peer: keyOf("b"),
    endpoint: here,
    because: "first-candidate",
  })
  assert.deepEqual(tried.peers, [peer("b", { endpoint: here, lastUsedEndpoint: here, lastEndpointChange: at })])
  const observed = evolve(tried, { _tag: "EndpointObserved", at: instant(9), peer: keyOf("b"), endpoint: there })
  assert.deepEqual(observed.peers, [peer("b", { endpoint: there, lastUsedEndpoint: here, lastEndpointChange: at })])
})

test("a removed peer is forgotten, and late facts about it change nothing", () => {
  const state = evolve(withPeer, { _tag: "PeerSpecRemoved", at, peer: keyOf("b") })
  assert.deepEqual(state, initial)
  assert.equal(evolve(state, { _tag: "HandshakeOk", at, peer: keyOf("b"), endpoint: here }), state)
})

test("local addresses and endpoints are replaced as a whole", () => {
  const addresses = [ipAddress("10.0.0.1")]
  const state = fold([
    { _tag: "LocalEndpointsChanged", at, addresses: [], endpoints: [there] },
    { _tag: "LocalEndpointsChanged", at, addresses, endpoints: [here] },
  ])
  assert.deepEqual(state, { ...initial, addresses, endpoints: [here] })
})

test("fold() continues from any state", () => {
  const event = { _tag: "HandshakeOk", at, peer: keyOf("b"), endpoint: here } as const
  assert.deepEqual(fold([event], withPeer), evolve(withPeer, event))
})
