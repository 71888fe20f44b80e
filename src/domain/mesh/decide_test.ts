import assert from "node:assert/strict"
import { test } from "node:test"
import { addresses, affiliate, keyOf, nodeId, rules, seen, spec } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { decide } from "./decide.ts"
import type { Event } from "./event.ts"
import { fold } from "./evolve.ts"
import type { Observation } from "./observation.ts"

const S = 1_000_000
const source = "service"
const at = (seconds: number) => instant(seconds * S)

/** Given these events, when this is observed, then what? */
const when = (given: readonly Event[], observation: Observation, now = at(0), decided = rules()): readonly Event[] =>
  decide(fold(given), observation, decided, now)

const allowed = (given: readonly Event[], letter: string) =>
  fold(given).peers.find(({ key }) => key === keyOf(letter))?.spec.allowedIps

const tags = (events: readonly Event[]): readonly string[] => events.map((event) => event._tag)

test("a new affiliate is seen, becomes a peer, and is called at its first candidate", () => {
  const events = when([], seen(affiliate("b", "192.0.2.1:51820", "192.0.2.2:51820")))
  assert.deepEqual(events, [
    { _tag: "AffiliateSeen", at: 0, source, affiliate: affiliate("b", "192.0.2.1:51820", "192.0.2.2:51820") },
    { _tag: "PeerSpecChanged", at: 0, spec: spec("b", "192.0.2.1:51820", "192.0.2.2:51820") },
    {
      _tag: "EndpointTried",
      at: 0,
      peer: keyOf("b"),
      endpoint: endpoint("192.0.2.1:51820"),
      because: "first-candidate",
    },
    { _tag: "PeerRouted", at: 0, peer: keyOf("b"), because: "forced" },
  ])
})

test("the same news twice yields no second event, and news of ourselves none at all", () => {
  const news = seen(affiliate("b", "192.0.2.1:51820"))
  assert.deepEqual(when(when([], news), news, at(5)), [])
  assert.deepEqual(when([], seen(affiliate("a", "192.0.2.1:51820"))), [])
})

test("an affiliate without candidates is a peer that waits to be called", () => {
  assert.deepEqual(tags(when([], seen(affiliate("b")))), ["AffiliateSeen", "PeerSpecChanged", "PeerRouted"])
})

test("an affiliate that is gone takes its peer with it; one that was never there takes nothing", () => {
  const given = when([], seen(affiliate("b")))
  const gone: Observation = { ...seen(), gone: [nodeId("b"), nodeId("x")] }
  assert.deepEqual(when(given, gone, at(1)), [
    { _tag: "AffiliateExpired", at: S, source, nodeId: nodeId("b") },
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

test("news that contradicts itself counts by its last word", () => {
  const twice = seen(affiliate("b", "192.0.2.1:1"), affiliate("b", "192.0.2.2:1"))
  assert.deepEqual(fold(when([], twice)).affiliates[0]?.affiliate, affiliate("b", "192.0.2.2:1"))
  assert.deepEqual(when([], { ...twice, gone: [nodeId("b")] }), [])
})

test("what one source withdraws stays while another asserts it", () => {
  const given = [
    ...when([], seen(affiliate("b", "192.0.2.1:1"))),
    ...when([], { ...seen(affiliate("b", "192.0.2.1:1")), source: "kubernetes" }),
  ]
  const events = when(given, { ...seen(), gone: [nodeId("b")] }, at(1))
  assert.deepEqual(tags(events), ["AffiliateExpired"])
  assert.deepEqual(when(given, { ...seen(), source: "static", gone: [nodeId("b")] }), [], "static never spoke of it")
})

test("a label that changes reaches the spec", () => {
  const given = when([], seen(affiliate("b")))
  const events = when(given, seen({ ...affiliate("b"), nodename: "renamed" }), at(1))
  assert.deepEqual(events.slice(1), [{ _tag: "PeerSpecChanged", at: S, spec: { ...spec("b"), label: "renamed" } }])
})

// siderolabs/talos#4562: b died and c has its address now.
test("a replacement has the address as soon as it has shaken hands, and the dead one loses it", () => {
  const claimed = { ...affiliate("c"), addresses: [ipAddress("10.0.0.98")] }
  const given = when([], seen(affiliate("b"), claimed))
  assert.deepEqual(allowed(given, "b"), ["10.0.0.98/32", "fd50::98/128"])
  assert.deepEqual(allowed(given, "c"), ["fd50::99/128"])
  const done = { _tag: "HandshakeCompleted", peer: keyOf("c"), endpoint: endpoint("192.0.2.3:1") } as const
  const events = when(given, done, at(3))
  assert.deepEqual(tags(events), ["HandshakeOk", "PeerSpecChanged", "PeerSpecChanged", "OverlapsChanged"])
  assert.deepEqual(allowed([...given, ...events], "b"), ["fd50::98/128"])
  assert.deepEqual(allowed([...given, ...events], "c"), ["10.0.0.98/32", "fd50::99/128"])
  assert.deepEqual(tags(when([...given, ...events], done, at(123))), ["HandshakeOk"], "a rekey settles nothing anew")
})

test("whoever has an address loses it at a pass after it went silent, if the other lives", () => {
  const claimed = { ...affiliate("c"), addresses: [ipAddress("10.0.0.98")] }
  const shake = (letter: string, when: number): Event => ({
    _tag: "HandshakeOk",
    at: at(when),
    peer: keyOf(letter),
    endpoint: endpoint("192.0.2.3:1"),
  })
  const given = [...when([], seen(affiliate("b"), claimed)), shake("b", 1), shake("c", 2), shake("b", 200)]
  const settled = [...given, ...when(given, { _tag: "PassDue" }, at(210))]
  assert.deepEqual(fold(settled).overlaps[0]?.winner, nodeId("c"))
  const later = [...settled, ...when(settled, { _tag: "PassDue" }, at(290))]
  assert.deepEqual(fold(later).overlaps[0]?.winner, nodeId("b"), "c has been silent for more than 275 s")
})

// Spec/kubespan.md 8.2: own addresses first, then discovered public ones not already there, all with our port.
test("we announce our addresses and those that discovery sees, each once, with our port", () => {
  const news = addresses(["10.0.0.1", "2001:db8::1"], ["203.0.113.1", "10.0.0.1"])
  const events = when([], news)
  const [changed] = events
  assert.ok(changed?._tag === "LocalEndpointsChanged")
  assert.deepEqual(
    changed.endpoints,
    ["10.0.0.1:51820", "[2001:db8::1]:51820", "203.0.113.1:51820"].map((text) => endpoint(text)),
  )
  assert.deepEqual(changed.addresses, ["10.0.0.1", "2001:db8::1"])
  assert.deepEqual(when(events, news, at(9)), [])
})

test("an address that is ours instead of only seen is news, though the endpoints are the same", () => {
  const given = when([], addresses(["10.0.0.1"], ["203.0.113.1"]))
  assert.deepEqual(tags(when(given, addresses(["10.0.0.1", "203.0.113.1"]), at(1))), ["LocalEndpointsChanged"])
})

// Spec/kubespan.md 3.1, advertiseKubernetesNetworks.
test("pod networks are advertised only if the options say so, and pods' addresses never", () => {
  const news = { ...addresses(["10.0.0.1", "10.244.1.1"]), podNetworks: [prefix("10.244.1.0/24")] }
  const networksOf = (advertiseKubernetesNetworks: boolean) => {
    const [changed] = when([], news, at(0), rules({ advertiseKubernetesNetworks }))
    assert.ok(changed?._tag === "LocalEndpointsChanged")
    assert.deepEqual(changed.addresses, ["10.0.0.1"])
    return changed.networks
  }
  assert.deepEqual(networksOf(false), [])
  assert.deepEqual(networksOf(true), ["10.244.1.0/24"])
})

test("an address that becomes ours is taken from a peer that claims it", () => {
  const given = when([], seen(affiliate("b")))
  const events = when(given, addresses(["10.0.0.98"]), at(1))
  assert.deepEqual(tags(events), ["LocalEndpointsChanged", "PeerSpecChanged", "OverlapsChanged"])
  assert.deepEqual(fold([...given, ...events]).peers[0]?.spec.allowedIps, ["fd50::98/128"])
})
