import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { affiliate, nodeId } from "../../../tests/harness/mesh_facts.ts"
import { Rng } from "../../sim/rng.ts"
import { endpoint } from "../net/endpoint.ts"
import { minutes } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { AFFILIATE_TTL, Announcer, REFRESH_INTERVAL } from "./announcer.ts"
import { openAffiliate, openEndpoint } from "./seal.ts"

const secret = new Uint8Array(32).fill(7)
const announcer = () => new Announcer({ clusterId: "cluster", secret, random: Rng.seeded(1) })
const harvested = (letter: string, text: string) => ({ nodeId: nodeId(letter), endpoint: endpoint(text) })

// Spec/kubespan.md section 0: 30 minutes, refreshed after half of that.
test("what is announced lives for half an hour and is repeated every quarter", () => {
  assert.deepEqual([AFFILIATE_TTL, REFRESH_INTERVAL], [minutes(30), minutes(15)])
})

test("before anything is announced there is nothing to send", () => {
  assert.deepEqual(announcer().requests, [])
})

test("we announce ourselves with our endpoints, sealed", () => {
  const one = announcer()
  assert.deepEqual(one.announce(affiliate("a", "192.0.2.1:1", "[2001:db8::1]:2"), []), Result.succeed(true))
  const [own, ...others] = one.requests
  assert.ok(own)
  assert.deepEqual([own.clusterId, own.affiliateId, own.ttl], ["cluster", "a", minutes(30)])
  assert.deepEqual(Result.getOrThrow(openAffiliate(own.data, secret)), affiliate("a"))
  assert.deepEqual(own.endpoints.map((sealed) => Result.getOrThrow(openEndpoint(sealed, secret))), [
    endpoint("192.0.2.1:1"),
    endpoint("[2001:db8::1]:2"),
  ])
  assert.deepEqual(others, [])
})

// Spec/discovery.md 2.2: sealed once for each change, so that refreshes repeat the same ciphertext.
test("the same again is no news and the same bytes; a change is news and other bytes", () => {
  const one = announcer()
  one.announce(affiliate("a"), [])
  const [before] = one.requests
  assert.deepEqual(one.announce(affiliate("a"), []), Result.succeed(false))
  assert.equal(one.requests[0], before)
  assert.deepEqual(one.announce(affiliate("a", "192.0.2.1:1"), []), Result.succeed(true))
  assert.notDeepEqual(one.requests[0]?.data.subarray(0, 12), before?.data.subarray(0, 12), "a nonce is used once")
})

// Spec/kubespan.md section 7: one request for each other affiliate, endpoints only.
test("for each other whose endpoint we harvested there is a request with that endpoint alone", () => {
  const one = announcer()
  one.announce(affiliate("a"), [])
  assert.deepEqual(one.announce(affiliate("a"), [harvested("b", "192.0.2.2:2")]), Result.succeed(true))
  const [own, other, ...rest] = one.requests
  assert.equal(own?.affiliateId, "a")
  assert.ok(other)
  assert.deepEqual([other.affiliateId, other.data.length, other.ttl], ["b", 0, minutes(30)])
  assert.deepEqual(other.endpoints.map((sealed) => Result.getOrThrow(openEndpoint(sealed, secret))), [
    endpoint("192.0.2.2:2"),
  ])
  assert.deepEqual(rest, [])
  assert.deepEqual(one.announce(affiliate("a"), [harvested("b", "192.0.2.2:2")]), Result.succeed(false))
  assert.deepEqual(one.announce(affiliate("a"), []), Result.succeed(true))
  assert.equal(one.requests.length, 1)
})

test("an affiliate that is too big is not announced, and the one before stays in force", () => {
  const one = announcer()
  one.announce(affiliate("a"), [])
  const [before] = one.requests
  const addresses = Array.from({ length: 400 }, (_, i) => ipAddress(`10.1.${i >> 8}.${i & 255}`))
  assert.deepEqual(one.announce({ ...affiliate("a"), addresses }, []), Result.fail("too-big"))
  assert.equal(one.requests[0], before)
})
