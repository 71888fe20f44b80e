import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { affiliate, nodeId } from "../../../tests/harness/mesh_facts.ts"
import { endpoint } from "../net/endpoint.ts"
import { after, instant, minutes } from "../net/instant.ts"
import type { Affiliate } from "./affiliate.ts"
import { AffiliateView } from "./affiliate_view.ts"
import { Opener } from "./opener.ts"
import type { AffiliateRecord } from "./registered_affiliate.ts"
import { sealAffiliate, sealEndpoint } from "./seal.ts"

const secret = new Uint8Array(32).fill(7)
const start = instant(0)
const view = () => new AffiliateView(new Opener(secret), nodeId("a"))

const record = (one: Affiliate, ...endpoints: string[]): AffiliateRecord => ({
  id: one.nodeId,
  data: Result.getOrThrow(sealAffiliate(one, secret, new Uint8Array(12))),
  endpoints: endpoints.map((text) => sealEndpoint(endpoint(text), secret)),
})
const [a, b, c] = ["a", "b", "c"].map((letter) => record(affiliate(letter)))
assert.ok(a && b && c)

const snapshot = (...affiliates: AffiliateRecord[]) => ({ isSnapshot: true, affiliates, deleted: false })
const update = (...affiliates: AffiliateRecord[]) => ({ isSnapshot: false, affiliates, deleted: false })
const deleted = (...ids: string[]) => ({
  isSnapshot: false,
  affiliates: ids.map((id) => ({ id, data: new Uint8Array(0), endpoints: [] })),
  deleted: true,
})

test("others are seen, we ourselves and what is garbage are not", () => {
  const garbage = { id: "x", data: new Uint8Array(64), endpoints: [] }
  const news = view().take(snapshot(a, b, garbage, c), start)
  assert.deepEqual(news, { seen: [affiliate("b"), affiliate("c")], gone: [] })
})

test("what changed is seen again, what did not is no news", () => {
  const one = view()
  one.take(snapshot(b), start)
  assert.deepEqual(one.take(update(record(affiliate("b"))), start).seen, [])
  assert.deepEqual(one.take(update(record(affiliate("b"), "192.0.2.1:1")), start).seen, [affiliate("b", "192.0.2.1:1")])
})

test("what the service deletes is gone, once", () => {
  const one = view()
  one.take(snapshot(b), start)
  assert.deepEqual(one.take(deleted("b", "never seen", "a"), start), { seen: [], gone: [nodeId("b")] })
  assert.deepEqual(one.take(deleted("b"), start).gone, [])
})

// siderolabs/discovery-service#54: a service that comes back empty must not cost us the mesh.
test("those that a new snapshot misses are kept for half an hour, and then expire", () => {
  const one = view()
  one.take(snapshot(b, c), start)
  const restarted = after(start, minutes(60))
  assert.deepEqual(one.take(snapshot(), restarted), { seen: [], gone: [] })
  one.take(update(c), after(restarted, minutes(5)))
  assert.deepEqual(one.expire(after(restarted, minutes(29))), [])
  assert.deepEqual(one.expire(after(restarted, minutes(30))), [nodeId("b")])
  assert.deepEqual(one.expire(after(restarted, minutes(300))), [], "c came back in time")
})

test("a second amnesia does not prolong the life of what was missing already", () => {
  const one = view()
  one.take(snapshot(b), start)
  one.take(snapshot(), after(start, minutes(10)))
  one.take(snapshot(), after(start, minutes(30)))
  assert.deepEqual(one.expire(after(start, minutes(40))), [nodeId("b")])
})

// Spec/discovery.md 3.1: 1,024 affiliates per cluster.
test("a service that tells of more affiliates than it can have is not believed beyond that", () => {
  const one = view()
  const nodes = Array.from({ length: 1025 }, (_, i) => record({ ...affiliate("b"), nodeId: nodeId(`n${i}`) }))
  assert.equal(one.take(snapshot(...nodes), start).seen.length, 1024)
})
