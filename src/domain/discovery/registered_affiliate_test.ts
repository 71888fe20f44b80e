import assert from "node:assert/strict"
import { test } from "node:test"
import { type Duration, instant, seconds } from "../net/instant.ts"
import { RegisteredAffiliate } from "./registered_affiliate.ts"
import { UPSTREAM_OPTIONS } from "./registry_limits.ts"

const at = (second: number) => instant(second * 1_000_000)
const bytes = (...values: number[]) => Uint8Array.from(values)

interface Change {
  readonly data?: Uint8Array
  readonly endpoints?: readonly Uint8Array[]
  readonly ttl: Duration
}

function update(affiliate: RegisteredAffiliate, second: number, { data = bytes(), endpoints = [], ttl }: Change) {
  const request = { clusterId: "c", affiliateId: affiliate.id, data, endpoints, ttl }
  return affiliate.update(request, at(second), UPSTREAM_OPTIONS)
}

const affiliate = () => new RegisteredAffiliate("a", at(0))

/** When it is over, in seconds. */
function expiry(affiliate: RegisteredAffiliate): number {
  let second = 0
  while (!affiliate.isExpired(at(second))) second++
  return second
}

const sixtyFive = Array.from({ length: 65 }, (_, i) => bytes(i))

// All of spec/discovery.md 3.2.
test("data sets the expiry, to a later or an earlier time", () => {
  const a = affiliate()
  update(a, 0, { data: bytes(1), ttl: seconds(100) })
  assert.equal(expiry(a), 100)
  update(a, 10, { data: bytes(1), ttl: seconds(20) })
  assert.equal(expiry(a), 30)
})

test("an update without data leaves the data and only extends the expiry", () => {
  const a = affiliate()
  update(a, 0, { data: bytes(1), ttl: seconds(100) })
  update(a, 1, { endpoints: [bytes(9)], ttl: seconds(10) })
  assert.equal(expiry(a), 100)
  update(a, 1, { endpoints: [bytes(9)], ttl: seconds(200) })
  assert.equal(expiry(a), 201)
  assert.deepEqual(a.record.data, bytes(1))
})

test("an affiliate of which only others told has no data", () => {
  const a = affiliate()
  update(a, 0, { endpoints: [bytes(9)], ttl: seconds(10) })
  assert.deepEqual(a.record, { id: "a", data: bytes(), endpoints: [bytes(9)] })
})

test("zero and negative times to live are over at once", () => {
  for (const ttl of [seconds(0), seconds(-10), seconds(-315_576_000_000)]) {
    const a = affiliate()
    update(a, 0, { data: bytes(1), endpoints: [bytes(2)], ttl })
    assert.ok(a.isExpired(at(0)))
    assert.deepEqual(a.record.endpoints, [bytes(2)], "yet it is there until it is collected")
  }
})

test("the 65th endpoint is refused, what came before it stays, and the expiry is not extended", () => {
  const a = affiliate()
  update(a, 0, { data: bytes(1), ttl: seconds(100) })
  assert.equal(update(a, 0, { endpoints: sixtyFive, ttl: seconds(200) }), "too-many-endpoints")
  assert.equal(a.endpointCount, 64)
  assert.equal(expiry(a), 100)
})

test("data of an update that is refused for its endpoints is in force, with its expiry", () => {
  const a = affiliate()
  assert.equal(update(a, 0, { data: bytes(1), endpoints: sixtyFive, ttl: seconds(50) }), "too-many-endpoints")
  assert.deepEqual(a.record.data, bytes(1))
  assert.equal(expiry(a), 50)
})

test("an affiliate that begins with a refused update without data is over at once", () => {
  const a = affiliate()
  update(a, 0, { endpoints: sixtyFive, ttl: seconds(50) })
  assert.ok(a.isExpired(at(0)))
})

test("a record is the same object until the content changes, and holds the arrays that were stored", () => {
  const a = affiliate()
  const [data, endpoint] = [bytes(1), bytes(2)]
  update(a, 0, { data, endpoints: [endpoint], ttl: seconds(10) })
  const { record } = a
  assert.equal(record.data, data)
  assert.equal(record.endpoints[0], endpoint)
  update(a, 5, { data: bytes(1), endpoints: [bytes(2)], ttl: seconds(10) })
  a.dropExpiredEndpoints(at(9))
  assert.equal(a.record, record)
  update(a, 5, { data: bytes(3), ttl: seconds(10) })
  assert.notEqual(a.record, record)
  a.dropExpiredEndpoints(at(15))
  assert.deepEqual(a.record, { id: "a", data: bytes(3), endpoints: [] })
})

test("what is exported and imported has what was left of its time", () => {
  const a = affiliate()
  update(a, 0, { data: bytes(1), endpoints: [bytes(2)], ttl: seconds(100) })
  update(a, 0, { endpoints: [bytes(3)], ttl: seconds(40) })
  const copy = new RegisteredAffiliate("a", at(1000))
  assert.equal(copy.import(a.export(at(30)), at(1000), UPSTREAM_OPTIONS.limits), 0)
  assert.deepEqual(copy.record, a.record)
  assert.equal(expiry(copy), 1070)
  copy.dropExpiredEndpoints(at(1010))
  assert.deepEqual(copy.record.endpoints, [bytes(2)])
})
