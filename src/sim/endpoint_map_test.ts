import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { type Endpoint, endpoint, formatEndpoint } from "../domain/net/endpoint.ts"
import { ipAddress } from "../domain/net/ip_address.ts"
import { EndpointMap } from "./endpoint_map.ts"

const key = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map(([host, port]): Endpoint => ({
  address: ipAddress(`10.0.0.${host}`),
  port,
}))

test("endpoints are keys by value", () => {
  const change = fc.record({ key, value: fc.option(fc.nat(9), { nil: undefined }) })
  fc.assert(fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
    const map = new EndpointMap<number>()
    const model = new Map<string, number>()
    for (const { key, value } of changes) {
      if (value === undefined) {
        map.delete(key)
        model.delete(formatEndpoint(key))
      } else {
        map.set(key, value)
        model.set(formatEndpoint(key), value)
      }
      assert.equal(map.get({ ...key }), model.get(formatEndpoint(key)))
      assert.equal(map.size, model.size)
    }
    assert.deepEqual([...map.values()].sort(), [...model.values()].sort())
    map.retain((value) => value > 4)
    assert.deepEqual([...map.values()].sort(), [...model.values()].filter((value) => value > 4).sort())
    assert.equal(map.size, [...map.values()].length)
  }))
})

test("someAt() looks at all ports of one address", () => {
  const map = new EndpointMap<string>()
  map.set(endpoint("10.0.0.1:1"), "a")
  map.set(endpoint("10.0.0.1:2"), "b")
  assert.ok(map.someAt(ipAddress("10.0.0.1"), (value) => value === "b"))
  assert.ok(!map.someAt(ipAddress("10.0.0.1"), (value) => value === "c"))
  assert.ok(!map.someAt(ipAddress("10.0.0.2"), () => true))
  map.clear()
  assert.equal(map.size, 0)
  assert.ok(!map.someAt(ipAddress("10.0.0.1"), () => true))
})

test("what is kept of one address is found by it", () => {
  const map = new EndpointMap<string>()
  map.set(endpoint("10.0.0.1:1"), "a")
  map.set(endpoint("10.0.0.2:1"), "b")
  map.set(endpoint("10.0.0.1:2"), "c")
  assert.deepEqual([...map.valuesAt(ipAddress("10.0.0.1"))], ["a", "c"])
  assert.deepEqual([...map.valuesAt(ipAddress("10.0.0.9"))], [])
})
