import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { decide, type Rules } from "./decide.ts"
import type { Event } from "./event.ts"
import { fold } from "./evolve.ts"
import type { Observation } from "./observation.ts"
import { kubespan } from "./policy/kubespan.ts"

const S = 1_000_000
const rules: Rules = { localId: nodeId("a"), listenPort: 51820, policy: kubespan }
const at = (seconds: number) => instant(seconds * S)

/** Given these events, when this is observed, then what? */
const when = (given: readonly Event[], observation: Observation, now = at(0)): readonly Event[] =>
  decide(fold(given), observation, rules, now)

const seen = (...affiliates: ReturnType<typeof affiliate>[]): Observation => ({
  _tag: "DiscoveryReported",
  seen: affiliates,
  gone: [],
})

test("a new affiliate is seen, becomes a peer, and is called at its first candidate", () => {
  const events = when([], seen(affiliate("b", "192.0.2.1:51820", "192.0.2.2:51820")))
  assert.deepEqual(events, [
    { _tag: "AffiliateSeen", at: 0, affiliate: affiliate("b", "192.0.2.1:51820", "192.0.2.2:51820") },
    { _tag: "PeerSpecChanged", at: 0, spec: spec("b", "192.0.2.1:51820", "192.0.2.2:51820") },
    {
      _tag: "EndpointTried",
      at: 0,
      peer: keyOf("b"),
      endpoint: endpoint("192.0.2.1:51820"),
      because: "first-candidate",
    },
  ])
})

test("the same news twice yields no second event, and news of ourselves none at all", () => {
  const news = seen(affiliate("b", "192.0.2.1:51820"))
  assert.deepEqual(when(when([], news), news, at(5)), [])
  assert.deepEqual(when([], seen(affiliate("a", "192.0.2.1:51820"))), [])
})

test("an affiliate without candidates is a peer that waits to be called", () => {
  assert.deepEqual(when([], seen(affiliate("b"))).map((event) => event._tag), ["AffiliateSeen", "PeerSpecChanged"])
})

test("an affiliate that is gone takes its peer with it; one that was never there takes nothing", () => {
  const given = when([], seen(affiliate("b")))
  const gone: Observation = { _tag: "DiscoveryReported", seen: [], gone: [nodeId("b"), nodeId("x")] }
  assert.deepEqual(when(given, gone, at(1)), [
    { _tag: "AffiliateExpired", at: S, nodeId: nodeId("b") },
    { _tag: "PeerSpecRemoved", at: S, peer: keyOf("b") },
  ])
})

test("a pass moves a peer that is down to its next candidate, once", () => {
  const given = when([], seen(affiliate("b", "192.0.2.1:51820", "192.0.2.2:51820")))
  assert.deepEqual(when(given, { _tag: "PassDue" }, at(14)), [], "the first still has time")
  const moved = when(given, { _tag: "PassDue" }, at(30))
  assert.deepEqual(moved, [{
    _tag: "EndpointTried",
    at: 30 * S,
    peer: keyOf("b"),
    endpoint: endpoint("192.0.2.2:51820"),
    because: "peer-down",
  }])
  assert.deepEqual(when([...given, ...moved], { _tag: "PassDue" }, at(30)), [])
})

test("any change of a spec brings a pass over all peers", () => {
  const given = when([], seen(affiliate("b", "192.0.2.1:51820", "192.0.2.2:51820")))
  const events = when(given, seen(affiliate("c", "192.0.2.3:51820")), at(20))
  const tried = events.filter((event) => event._tag === "EndpointTried").map((event) => event.endpoint.address)
  assert.deepEqual(tried.sort(), ["192.0.2.2", "192.0.2.3"])
})

test("a handshake is recorded once, and one with a stranger never", () => {
  const given = when([], seen(affiliate("b")))
  const done = { _tag: "HandshakeCompleted", peer: keyOf("b"), endpoint: endpoint("192.0.2.1:1") } as const
  const events = when(given, done, at(3))
  assert.deepEqual(events, [{ _tag: "HandshakeOk", at: 3 * S, peer: keyOf("b"), endpoint: endpoint("192.0.2.1:1") }])
  assert.deepEqual(when([...given, ...events], done, at(3)), [])
  assert.deepEqual(when(given, { ...done, peer: keyOf("x") }, at(3)), [])
})

test("an endpoint is observed when it is another than we have", () => {
  const given = when([], seen(affiliate("b", "192.0.2.1:51820")))
  const learned = { _tag: "EndpointLearned", peer: keyOf("b") } as const
  assert.deepEqual(when(given, { ...learned, endpoint: endpoint("192.0.2.1:51820") }), [])
  const elsewhere = endpoint("203.0.113.1:4000")
  const events = when(given, { ...learned, endpoint: elsewhere }, at(1))
  assert.deepEqual(events, [{ _tag: "EndpointObserved", at: S, peer: keyOf("b"), endpoint: elsewhere }])
})

// Spec/kubespan.md 8.2: own addresses first, then discovered public ones not already there, all with our port.
test("we announce our addresses and those that discovery sees, each once, with our port", () => {
  const news: Observation = {
    _tag: "AddressesReported",
    addresses: [ipAddress("10.0.0.1"), ipAddress("2001:db8::1")],
    publicAddresses: [ipAddress("203.0.113.1"), ipAddress("10.0.0.1")],
  }
  const events = when([], news)
  const [changed] = events
  assert.ok(changed?._tag === "LocalEndpointsChanged")
  assert.deepEqual(
    changed.endpoints,
    ["10.0.0.1:51820", "[2001:db8::1]:51820", "203.0.113.1:51820"].map((text) => endpoint(text)),
  )
  assert.deepEqual(changed.addresses, news.addresses)
  assert.deepEqual(when(events, news, at(9)), [])
})
