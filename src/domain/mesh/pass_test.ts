import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf, nodeId, rules, seen } from "../../../tests/harness/mesh_facts.ts"
import { endpoint, formatEndpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { decide } from "./decide.ts"
import { Draft } from "./draft.ts"
import type { Event } from "./event.ts"
import { fold } from "./evolve.ts"
import type { KubeSpanOptions } from "./kubespan_options.ts"
import { pass } from "./pass.ts"

const S = 1_000_000
const at = (seconds: number) => instant(seconds * S)
const heardAt = endpoint("203.0.113.7:4000")

const shaken = (letter: string, when: number, where = heardAt): Event => ({
  _tag: "HandshakeOk",
  at: at(when),
  peer: keyOf(letter),
  endpoint: where,
})

/** What a pass makes of these events. */
function passed(given: readonly Event[], now: number, options: Partial<KubeSpanOptions> = {}): readonly Event[] {
  const draft = new Draft(fold(given))
  pass(draft, rules(options), at(now))
  return draft.events
}

const known = (options: Partial<KubeSpanOptions> = {}, ...endpoints: string[]): readonly Event[] =>
  decide(fold([]), seen(affiliate("b", ...endpoints)), rules(options), at(0))

const bypass = { forceRouting: false }
const harvesting = { harvestExtraEndpoints: true }

// Spec/kubespan.md 10.5, cases 5 and 6: forced routing off, nothing is routed until a handshake was seen.
test("with bypass a peer's networks are routed only while it is up", () => {
  const given = known(bypass, "192.0.2.1:1")
  assert.ok(!given.some(({ _tag }) => _tag === "PeerRouted"))
  const up = [...given, shaken("b", 5, endpoint("192.0.2.1:1"))]
  const routed = passed(up, 10, bypass)
  assert.deepEqual(routed, [{ _tag: "PeerRouted", at: at(10), peer: keyOf("b"), because: "peer-up" }])
  assert.deepEqual(passed([...up, ...routed], 20, bypass), [])
  const down = passed([...up, ...routed], 290, bypass)
  assert.deepEqual(down.map(({ _tag }) => _tag), ["PeerBypassed"], "one candidate that is in use is not tried anew")
})

// Spec/kubespan.md 6.3, step 3: a peer that is given another endpoint is unknown from then on, so it is not up.
test("a peer whose endpoint was changed in this pass is judged after the change", () => {
  const given = [...known(bypass), shaken("b", 5)]
  const routed = [...given, ...passed(given, 10, bypass)]
  const announced = decide(fold(routed), seen(affiliate("b", "192.0.2.1:1")), rules(bypass), at(20))
  assert.deepEqual(announced.slice(-2).map(({ _tag }) => _tag), ["EndpointTried", "PeerBypassed"])
})

test("with forced routing a peer's networks are routed from the first pass on, up or not", () => {
  const given = known({}, "192.0.2.1:1", "192.0.2.2:1")
  assert.deepEqual(given.at(-1), { _tag: "PeerRouted", at: at(0), peer: keyOf("b"), because: "forced" })
  assert.deepEqual(passed(given, 290).map(({ _tag }) => _tag), ["EndpointTried"])
})

// Talos, internal/app/machined/pkg/controllers/kubespan/endpoint_test.go (spec/kubespan.md 10.6).
test("upstream's harvesting: of a peer that is up, where it is heard; of one that is not, nothing", () => {
  const unknown = [...known(harvesting, "192.0.2.1:1"), ...passed(known(harvesting, "192.0.2.1:1"), 1, harvesting)]
  assert.deepEqual(fold(unknown).harvest, [])
  const up = [...unknown, shaken("b", 5)]
  const harvested = passed(up, 10, harvesting)
  assert.deepEqual(harvested, [
    { _tag: "EndpointsHarvested", at: at(10), harvest: [{ nodeId: nodeId("b"), endpoint: heardAt }] },
  ])
  assert.deepEqual(passed([...up, ...harvested], 20, harvesting), [], "it is told once")
  assert.deepEqual(passed([...up, ...harvested], 290, harvesting).at(-1), {
    _tag: "EndpointsHarvested",
    at: at(290),
    harvest: [],
  })
})

// Spec/kubespan.md section 7: turning the option off cleans up all.
test("without the option nothing is harvested, and what was is given up", () => {
  const up = [...known({}, "192.0.2.1:1"), shaken("b", 5)]
  assert.deepEqual(passed(up, 10), [])
  const harvested = [...up, ...passed(up, 10, harvesting)]
  assert.deepEqual(passed(harvested, 20), [{ _tag: "EndpointsHarvested", at: at(20), harvest: [] }])
})

test("a peer without an affiliate is not told of", () => {
  const orphan = [...known(harvesting, "192.0.2.1:1"), shaken("b", 5)].filter(({ _tag }) => _tag !== "AffiliateSeen")
  assert.deepEqual(passed(orphan, 10, harvesting), [])
})

test("every peer is looked at, in the order of their keys", () => {
  const three = seen(affiliate("d", "192.0.2.4:1"), affiliate("b", "192.0.2.2:1"), affiliate("c", "192.0.2.3:1"))
  const given = decide(fold([]), three, rules(), at(0)).filter(({ _tag }) => _tag !== "EndpointTried")
  const tried = passed(given, 1).flatMap((event) =>
    event._tag === "EndpointTried" ? formatEndpoint(event.endpoint) : []
  )
  // In base64 "c" comes before "b" and "d": Y2Nj, YmJi, ZGRk.
  assert.deepEqual(tried, ["192.0.2.3:1", "192.0.2.2:1", "192.0.2.4:1"])
})
