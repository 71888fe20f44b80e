import assert from "node:assert/strict"
import { test } from "node:test"
import { peer, spec } from "../../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../../net/endpoint.ts"
import { instant } from "../../net/instant.ts"
import type { Peer } from "../state.ts"
import { kubespan, nextEndpoint } from "./kubespan.ts"

const A = endpoint("10.3.4.5:10500")
const B = endpoint("192.168.3.8:457")
const S = 1_000_000
/** Far enough from zero for every age below. */
const now = instant(10_000 * S)
const ago = (seconds: number) => instant(now - Math.round(seconds * S))

// Talos, internal/app/machined/pkg/adapters/kubespan/peer_status_test.go, CalculateState (spec/kubespan.md 10.1). An age
// of "15 s + 1 ns" is 15 s + 1 µs here, the smallest that our instants can say.
const upstream: readonly [string, { handshake?: number; change?: number; isUsed: boolean }, string][] = [
  ["no endpoint set", { handshake: 3600, change: 3600, isUsed: false }, "unknown"],
  ["peer is down", { handshake: 550, change: 550, isUsed: true }, "down"],
  ["fresh peer, no handshake", { handshake: 550, change: 7.5, isUsed: true }, "unknown"],
  ["fresh peer, handshake", { handshake: 0, change: 7.5, isUsed: true }, "up"],
  ["after the initial timeout, handshake", { handshake: 0, change: 15.000001, isUsed: true }, "up"],
  ["after the initial timeout, none", { handshake: 30, change: 15.000001, isUsed: true }, "down"],
  ["established", { handshake: 137.5, change: 275.000001, isUsed: true }, "up"],
]

for (const [name, { handshake, change, isUsed }, expected] of upstream) {
  test(`upstream's CalculateState: ${name}`, () => {
    const facts: Partial<Peer> = {
      ...(handshake !== undefined && { lastHandshake: ago(handshake) }),
      ...(change !== undefined && { lastEndpointChange: ago(change) }),
      ...(isUsed && { lastUsedEndpoint: A }),
    }
    assert.equal(kubespan.peerState(peer("p", facts), now), expected)
  })
}

// Spec 6.2, the note below the table.
test("a peer that was never given an endpoint is up while it shakes hands, and never down", () => {
  assert.equal(kubespan.peerState(peer("p", { lastHandshake: ago(274) }), now), "up")
  assert.equal(kubespan.peerState(peer("p", { lastHandshake: ago(276) }), now), "unknown")
  assert.equal(kubespan.peerState(peer("p"), now), "unknown")
})

// Spec 6.2: "E > 275 s", "H < 275 s", and the rows between them.
test("at exactly 275 seconds the endpoint change still counts, and a handshake no longer does", () => {
  const used = { lastUsedEndpoint: A }
  const changed = { ...used, lastEndpointChange: ago(275), lastHandshake: ago(275) }
  assert.equal(kubespan.peerState(peer("p", changed), now), "down", "no handshake since the change")
  const earlier = { ...used, lastEndpointChange: ago(275), lastHandshake: ago(274) }
  assert.equal(kubespan.peerState(peer("p", earlier), now), "up")
  assert.equal(
    kubespan.peerState(peer("p", { ...used, lastEndpointChange: ago(276), lastHandshake: ago(275) }), now),
    "down",
  )
  assert.equal(
    kubespan.peerState(peer("p", { ...used, lastEndpointChange: ago(275), lastHandshake: ago(276) }), now),
    "down",
  )
})

test("a handshake at the very instant of the change does not count for it", () => {
  const facts = { lastUsedEndpoint: A, lastEndpointChange: ago(20), lastHandshake: ago(20) }
  assert.equal(kubespan.peerState(peer("p", facts), now), "down")
})

// PickNewEndpoint, in sequence (spec/kubespan.md 10.1).
test("upstream's PickNewEndpoint", () => {
  assert.equal(kubespan.chooseEndpoint(peer("p"), now), undefined, "an empty list gives none")
  const two = spec("p", "10.3.4.5:10500", "192.168.3.8:457")
  assert.deepEqual(
    kubespan.chooseEndpoint(peer("p", { spec: two }), now)?.endpoint,
    A,
    "a fresh status gives the first",
  )
  assert.deepEqual(nextEndpoint([A, B], A, A), B)
  assert.deepEqual(nextEndpoint([A, B], B, B), A)
  assert.equal(nextEndpoint([A], A, A), undefined, "only the one in use: nothing to change")
  assert.deepEqual(nextEndpoint([B], A, A), B, "the last used one is gone")
  const [c, d] = [endpoint("192.0.2.1:1"), endpoint("192.0.2.2:2")]
  assert.deepEqual(nextEndpoint([c, d], B, B), c, "two new entries: the first of them")
})

test("a single candidate is set again when WireGuard has roamed elsewhere", () => {
  assert.deepEqual(nextEndpoint([A], A, B), A)
})

test("a peer that is up or still unknown keeps its endpoint", () => {
  const two = spec("p", "10.3.4.5:10500", "192.168.3.8:457")
  const base = { spec: two, lastUsedEndpoint: A, endpoint: A }
  const young = peer("p", { ...base, lastEndpointChange: ago(14) })
  const up = peer("p", { ...base, lastEndpointChange: ago(20), lastHandshake: ago(10) })
  const down = peer("p", { ...base, lastEndpointChange: ago(15) })
  assert.equal(kubespan.chooseEndpoint(young, now), undefined)
  assert.equal(kubespan.chooseEndpoint(up, now), undefined)
  assert.deepEqual(kubespan.chooseEndpoint(down, now), { endpoint: B, because: "peer-down" })
})

// Spec section 0.
test("the constants are upstream's", () => {
  assert.equal(kubespan.keepalive, 25 * S)
  assert.equal(kubespan.passInterval, 30 * S)
})
