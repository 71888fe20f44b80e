import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import type { Event } from "./event.ts"
import { fold, initial } from "./evolve.ts"
import { react } from "./react.ts"

const at = instant(7)
const peer = keyOf("b")
const here = endpoint("192.0.2.1:51820")
const there = endpoint("198.51.100.1:51820")
const specified: Event = { _tag: "PeerSpecChanged", at, spec: spec("b") }
const routed: Event = { _tag: "PeerRouted", at, peer, because: "forced" }
const tried: Event = { _tag: "EndpointTried", at, peer, endpoint: here, because: "peer-down" }
const observed: Event = { _tag: "EndpointObserved", at, peer, endpoint: there }

/** What follows from the last of these. */
const after = (...events: readonly [...Event[], Event]) => {
  const [last] = events.slice(-1)
  assert.ok(last)
  return react(fold(events), last)
}

test("a spec configures WireGuard, its removal removes the peer", () => {
  const { allowedIps } = spec("b")
  const configure = { _tag: "ConfigurePeer", peer, allowedIps, endpoint: undefined }
  assert.deepEqual(after(specified), [configure, { _tag: "RoutePeer", peer, prefixes: [] }])
  assert.deepEqual(after({ _tag: "PeerSpecRemoved", at, peer }), [{ _tag: "RemovePeer", peer }])
})

// Spec/kubespan.md 5.4: mesh addresses are reached by the tunnel's own /64; these are two ordinary addresses.
test("a routed peer's networks go into the tunnel, and out of it when it is bypassed", () => {
  const prefixes = spec("b").allowedIps
  assert.deepEqual(after(specified, routed), [{ _tag: "RoutePeer", peer, prefixes }])
  assert.deepEqual(after(specified, routed, { _tag: "PeerBypassed", at, peer }), [
    { _tag: "RoutePeer", peer, prefixes: [] },
  ])
})

test("an endpoint that was chosen is set, one that was observed is left alone", () => {
  assert.deepEqual(after(specified, tried), [{ _tag: "SetEndpoint", peer, endpoint: here }])
  assert.deepEqual(after(specified, observed), [])
})

// Spec/kubespan.md 6.3, step 4.
test("a peer that is configured anew gets back the endpoint that we set, but not over one that WireGuard learned", () => {
  const endpointOf = (...events: Event[]) => {
    const [configure] = after(...events, specified)
    return configure?._tag === "ConfigurePeer" ? configure.endpoint : assert.fail("a peer is configured")
  }
  assert.equal(endpointOf(specified), undefined)
  assert.deepEqual(endpointOf(specified, tried), here)
  assert.equal(endpointOf(specified, tried, observed), undefined)
})

test("what we are and where we see others is published, news of others is not", () => {
  const changed: Event = { _tag: "LocalEndpointsChanged", at, addresses: [], endpoints: [here], networks: [] }
  assert.deepEqual(react(initial, changed), [{ _tag: "Publish" }])
  const harvest = [{ nodeId: nodeId("b"), endpoint: there }]
  assert.deepEqual(react(initial, { _tag: "EndpointsHarvested", at, harvest }), [{ _tag: "Publish" }])
  assert.deepEqual(react(initial, { _tag: "AffiliateSeen", at, source: "service", affiliate: affiliate("b") }), [])
})
