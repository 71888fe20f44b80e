import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { MappingEntry } from "./mapping_entry.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import { Subscriber } from "./subscriber.ts"

const at = (s: number) => instant(s * 1_000_000)
const [here, there] = [endpoint("198.51.100.1:1"), endpoint("198.51.100.2:1")]

const mapping = (port: number, scope = here, s = 0): MappingEntry =>
  new MappingEntry(PLAIN_NAT, {
    inside: endpointOf(ipAddress("10.0.0.2"), port),
    scope,
    external: endpointOf(ipAddress("203.0.113.1"), port),
  }, at(s))

test("mappings are found by inside port and by as much of the remote end as they depend on", () => {
  const subscriber = new Subscriber()
  const [a, b, c] = [mapping(1), mapping(1, there), mapping(2)]
  for (const one of [a, b, c]) subscriber.add(one)
  assert.equal(subscriber.find(1, here), a)
  assert.equal(subscriber.find(1, there), b)
  assert.equal(subscriber.find(2, here), c)
  assert.equal(subscriber.find(2, there), undefined)
  assert.equal(subscriber.size, 3)
})

test("a mapping in the place of another counts once, and what is not there cannot be removed", () => {
  const subscriber = new Subscriber()
  const [old, young] = [mapping(1), mapping(1)]
  subscriber.add(old)
  subscriber.add(young)
  assert.equal(subscriber.size, 1)
  subscriber.delete(old)
  assert.equal(subscriber.find(1, here), young)
  subscriber.delete(young)
  subscriber.delete(young)
  assert.equal(subscriber.size, 0)
})

test("of the mappings of a port any will do that is alive", () => {
  const subscriber = new Subscriber()
  const [old, young] = [mapping(1), mapping(1, there, 200)]
  subscriber.add(old)
  subscriber.add(young)
  assert.equal(subscriber.anyAt(1, at(200)), old)
  assert.equal(subscriber.anyAt(1, at(400)), young)
  assert.equal(subscriber.anyAt(2, at(200)), undefined)
  assert.deepEqual(subscriber.dead(at(400)), [old])
})
