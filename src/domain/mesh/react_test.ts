import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { react } from "./react.ts"

const at = instant(7)
const here = endpoint("192.0.2.1:51820")

test("specs configure WireGuard, their removal removes the peer", () => {
  const { peer, allowedIps } = spec("b")
  assert.deepEqual(react({ _tag: "PeerSpecChanged", at, spec: spec("b") }), [{
    _tag: "ConfigurePeer",
    peer,
    allowedIps,
  }])
  assert.deepEqual(react({ _tag: "PeerSpecRemoved", at, peer }), [{ _tag: "RemovePeer", peer }])
})

test("an endpoint that was chosen is set, one that was observed is left alone", () => {
  const peer = keyOf("b")
  const tried = { _tag: "EndpointTried", at, peer, endpoint: here, because: "peer-down" } as const
  assert.deepEqual(react(tried), [{ _tag: "SetEndpoint", peer, endpoint: here }])
  assert.deepEqual(react({ _tag: "EndpointObserved", at, peer, endpoint: here }), [])
})

test("a change of our own endpoints is published, news of others is not", () => {
  const changed = { _tag: "LocalEndpointsChanged", at, addresses: [], endpoints: [here] } as const
  assert.deepEqual(react(changed), [{ _tag: "PublishSelf" }])
  assert.deepEqual(react({ _tag: "AffiliateSeen", at, affiliate: affiliate("b") }), [])
})
