import assert from "node:assert/strict"
import { test } from "node:test"
import { instant, minutes, seconds } from "../net/instant.ts"
import { RegisteredEndpoints } from "./registered_endpoints.ts"
import { type RegistryOptions, UPSTREAM_LIMITS } from "./registry_limits.ts"

const at = (second: number) => instant(second * 1_000_000)
const bytes = (...values: number[]) => Uint8Array.from(values)

const three: RegistryOptions = { limits: { ...UPSTREAM_LIMITS, endpointsPerAffiliate: 3 }, whenFull: "refuse" }
const evicting: RegistryOptions = { ...three, whenFull: "evict-oldest" }

/** One endpoint per number, expiring at that second. */
function expiringAt(...expiries: readonly number[]): RegisteredEndpoints {
  const endpoints = new RegisteredEndpoints()
  for (const second of expiries) assert.ok(endpoints.put(bytes(second), at(second), three))
  return endpoints
}

const firstBytes = (endpoints: RegisteredEndpoints) => endpoints.list.map(([first]) => first)

test("endpoints are told apart by their bytes and keep the order and the array in which they came", () => {
  const endpoints = new RegisteredEndpoints()
  const [first, second] = [bytes(200, 1), bytes(200, 2)]
  for (const endpoint of [first, second, bytes(200, 1)]) assert.ok(endpoints.put(endpoint, at(1), three))
  assert.equal(endpoints.size, 2)
  assert.equal(endpoints.list[0], first)
  assert.equal(endpoints.list[1], second)
})

test("the list is the same array until an endpoint comes or goes", () => {
  const endpoints = expiringAt(10)
  const { list } = endpoints
  endpoints.put(bytes(10), at(20), three)
  endpoints.dropExpired(at(15))
  assert.equal(endpoints.list, list)
  endpoints.dropExpired(at(20))
  assert.deepEqual(endpoints.list, [])
})

// spec/discovery.md 3.2.
test("an expiry is extended and never shortened", () => {
  const endpoints = expiringAt(10)
  endpoints.put(bytes(10), at(20), three)
  endpoints.put(bytes(10), at(5), three)
  endpoints.dropExpired(at(19))
  assert.equal(endpoints.size, 1)
  endpoints.dropExpired(at(20))
  assert.equal(endpoints.size, 0)
})

// spec/discovery.md 2.6 and 8.3.
test("an empty endpoint is passed over, also when there is no room", () => {
  const endpoints = expiringAt(1, 2, 3)
  assert.ok(endpoints.put(bytes(), at(9), three))
  assert.equal(endpoints.size, 3)
})

test("a new endpoint for which there is no room is refused, a known one is not", () => {
  const endpoints = expiringAt(1, 2, 3)
  assert.ok(!endpoints.put(bytes(4), at(4), three))
  assert.ok(endpoints.put(bytes(1), at(4), three))
  assert.deepEqual(firstBytes(endpoints), [1, 2, 3])
})

test("evicting, the one that expires first makes room", () => {
  const endpoints = expiringAt(7, 5, 6)
  assert.ok(endpoints.put(bytes(9), at(9), evicting))
  assert.deepEqual(firstBytes(endpoints), [7, 6, 9])
})

test("evicting, of those that expire together the one that came first makes room", () => {
  const endpoints = new RegisteredEndpoints()
  for (const value of [1, 2, 3, 4]) endpoints.put(bytes(value), at(5), evicting)
  assert.deepEqual(firstBytes(endpoints), [2, 3, 4])
})

test("evicting, a newcomer that expires before all others changes nothing", () => {
  const endpoints = expiringAt(5, 6, 7)
  const { list } = endpoints
  assert.ok(endpoints.put(bytes(4), at(4), evicting))
  assert.equal(endpoints.list, list)
})

test("an import restarts the time to live and leaves out what is empty, doubled or beyond the limits", () => {
  const endpoints = new RegisteredEndpoints()
  const ttl = seconds(10)
  const skipped = endpoints.import(
    [
      { data: bytes(), ttl },
      { data: bytes(1), ttl },
      { data: new Uint8Array(33), ttl },
      { data: bytes(1), ttl },
      { data: bytes(2), ttl: minutes(31) },
      { data: bytes(3), ttl },
      { data: bytes(4), ttl: seconds(20) },
      { data: bytes(5), ttl },
    ],
    at(100),
    three.limits,
  )
  assert.equal(skipped, 5)
  assert.deepEqual(firstBytes(endpoints), [1, 3, 4])
  assert.deepEqual(endpoints.export(at(102)).map(({ ttl }) => ttl / 1_000_000), [8, 8, 18])
})
