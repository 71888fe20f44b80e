import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { endpointOf, formatEndpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { inverted, type Tuple } from "./tuple.ts"
import { TupleMap } from "./tuple_map.ts"

const key = ({ source, destination }: Tuple): string => `${formatEndpoint(source)} ${formatEndpoint(destination)}`

// Few of each, so that tuples meet; the ports at both ends of their range, so that one cannot run into the other.
const ends = fc.record({
  address: fc.constantFrom("10.0.0.1", "10.0.0.2", "2001:db8::1").map(ipAddress),
  port: fc.constantFrom(0, 1, 256, 65535),
}).map(({ address, port }) => endpointOf(address, port))
const tuples = fc.record({ source: ends, destination: ends })
const deeds = fc.oneof(
  { weight: 4, arbitrary: fc.record({ deed: fc.constant("set"), tuple: tuples }) },
  { weight: 2, arbitrary: fc.record({ deed: fc.constant("delete"), tuple: tuples }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("clear"), tuple: tuples }) },
)

test("it has what a map by the tuples' texts has", () => {
  fc.assert(fc.property(fc.array(deeds, { maxLength: 60 }), fc.array(tuples), (done, asked) => {
    const map = new TupleMap<number>()
    const texts = new Map<string, number>()
    for (const [i, { deed, tuple }] of done.entries()) {
      if (deed === "clear") {
        map.clear()
        texts.clear()
      } else if (deed === "delete") {
        map.delete(tuple)
        texts.delete(key(tuple))
      } else {
        map.set(tuple, i)
        texts.set(key(tuple), i)
      }
      for (const one of [...asked, tuple, inverted(tuple)]) assert.equal(map.get(one), texts.get(key(one)))
    }
  }))
})

test("to delete what is not there changes nothing", () => {
  const map = new TupleMap<string>()
  const tuple = { source: endpointOf(ipAddress("10.0.0.1"), 1), destination: endpointOf(ipAddress("10.0.0.2"), 2) }
  map.delete(tuple)
  map.set(tuple, "a")
  map.delete(inverted(tuple))
  map.delete({ ...tuple, source: endpointOf(ipAddress("10.0.0.1"), 2) })
  assert.equal(map.get(tuple), "a")
})
