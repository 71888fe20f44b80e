import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, known, nodeId, peer, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint, formatEndpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { evolve, fold, initial } from "./evolve.ts"
import type { MeshState } from "./state.ts"

const at = instant(7)
const here = endpoint("192.0.2.1:51820")
const there = endpoint("198.51.100.1:51820")
const withPeer = fold([{ _tag: "PeerSpecChanged", at, spec: spec("b") }])

test("affiliates come, change and go, and stay sorted by id", () => {
  const source = "service"
  const state = fold([
    { _tag: "AffiliateSeen", at, source, affiliate: affiliate("c") },
    { _tag: "AffiliateSeen", at, source, affiliate: affiliate("b") },
    { _tag: "AffiliateSeen", at, source, affiliate: affiliate("d") },
    { _tag: "AffiliateSeen", at, source, affiliate: affiliate("c", "192.0.2.1:1") },
    { _tag: "AffiliateExpired", at, source, nodeId: nodeId("b") },
    { _tag: "AffiliateExpired", at, source, nodeId: nodeId("never seen") },
  ])
  assert.deepEqual(state.affiliates, [
    known(affiliate("c", "192.0.2.1:1"), source, at),
    known(affiliate("d"), source, at),
  ])
})

test("what one source withdraws another still asserts", () => {
  const both = fold([
    { _tag: "AffiliateSeen", at, source: "kubernetes", affiliate: affiliate("b", "192.0.2.1:1") },
    { _tag: "AffiliateSeen", at: instant(9), source: "service", affiliate: affiliate("b", "192.0.2.2:1") },
  ])
  const endpointsOf = (state: MeshState) => state.affiliates[0]?.affiliate.kubespan?.endpoints.map(formatEndpoint)
  assert.deepEqual(endpointsOf(both), ["192.0.2.2:1", "192.0.2.1:1"])
  const one = evolve(both, { _tag: "AffiliateExpired", at, source: "service", nodeId: nodeId("b") })
  assert.deepEqual(one.affiliates, [known(affiliate("b", "192.0.2.1:1"), "kubernetes", at)])
  const none = evolve(one, { _tag: "AffiliateExpired", at, source: "kubernetes", nodeId: nodeId("b") })
  assert.deepEqual(none.affiliates, [])
})

test("a new spec keeps what is known of the peer", () => {
  const used = evolve(withPeer, { _tag: "HandshakeOk", at, peer: keyOf("b"), endpoint: here })
  const changed = evolve(used, { _tag: "PeerSpecChanged", at, spec: spec("b", "192.0.2.9:9") })
  assert.deepEqual(changed.peers, [
    peer("b", { spec: spec("b", "192.0.2.9:9"), firstHandshake: at, lastHandshake: at, endpoint: here }),
  ])
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

test("the first handshake is remembered beside the last one", () => {
  const shake = (when: number) =>
    ({ _tag: "HandshakeOk", at: instant(when), peer: keyOf("b"), endpoint: here }) as const
  const [twice] = fold([shake(20), shake(90)], withPeer).peers
  assert.deepEqual([twice?.firstHandshake, twice?.lastHandshake], [20, 90])
})

test("a peer is routed until it is bypassed", () => {
  const routed = evolve(withPeer, { _tag: "PeerRouted", at, peer: keyOf("b"), because: "forced" })
  assert.deepEqual(routed.peers, [peer("b", { isRouted: true })])
  assert.deepEqual(evolve(routed, { _tag: "PeerBypassed", at, peer: keyOf("b") }).peers, [peer("b")])
})

test("what is ours, what overlaps and what was harvested is replaced as a whole", () => {
  const addresses = [ipAddress("10.0.0.1")]
  const networks = [prefix("10.244.1.0/24")]
  const harvest = [{ nodeId: nodeId("b"), endpoint: here }]
  const overlap = { winner: nodeId("b"), loser: nodeId("c"), prefixes: networks, because: "live" } as const
  const state = fold([
    { _tag: "LocalEndpointsChanged", at, addresses: [], endpoints: [there], networks: [] },
    { _tag: "LocalEndpointsChanged", at, addresses, endpoints: [here], networks },
    { _tag: "OverlapsChanged", at, overlaps: [] },
    { _tag: "OverlapsChanged", at, overlaps: [overlap] },
    { _tag: "EndpointsHarvested", at, harvest },
  ])
  assert.deepEqual(state, { ...initial, addresses, endpoints: [here], networks, overlaps: [overlap], harvest })
})

test("fold() continues from any state", () => {
  const event = { _tag: "HandshakeOk", at, peer: keyOf("b"), endpoint: here } as const
  assert.deepEqual(fold([event], withPeer), evolve(withPeer, event))
})
