import assert from "node:assert/strict"
import { test } from "node:test"
import { type Endpoint, endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { Rng } from "../rng.ts"
import { AddressPool } from "./address_pool.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import type { NatProfile } from "./rfc4787.ts"

const OUTSIDE = ["203.0.113.1", "203.0.113.2", "203.0.113.3"]
const hosts = Array.from({ length: 40 }, (_, i) => `10.0.0.${i + 2}`)
const anything = () => true

const pool = (change: Partial<NatProfile> = {}, outside = OUTSIDE): AddressPool =>
  new AddressPool({ ...PLAIN_NAT, ...change }, outside.map(ipAddress), Rng.seeded(1))

const drawn = (one: AddressPool, inside: string, isFree: (external: Endpoint) => boolean = anything) =>
  one.draw({ inside: endpoint(inside), below: undefined, isFree })

// RFC 4787 REQ-2: "paired" is recommended; RFC 6888 REQ-2 demands it of carriers.
test("paired: each inside address has one external address, for all its ports, and all are used", () => {
  const paired = pool({ pooling: "paired" })
  const used = new Set<string>()
  for (const host of hosts) {
    const addresses = [1, 2, 3, 4].map((port) => drawn(paired, `${host}:${port}`)?.address)
    assert.deepEqual(new Set(addresses), new Set([paired.addressFor(ipAddress(host))]))
    used.add(addresses[0] ?? "")
  }
  assert.deepEqual([...used].sort(), OUTSIDE)
})

test("paired: a host whose address has no port left gets none from another", () => {
  const paired = pool({ pooling: "paired" })
  const own = paired.addressFor(ipAddress("10.0.0.2"))
  assert.equal(drawn(paired, "10.0.0.2:1", ({ address }) => address !== own), undefined)
})

test("arbitrary: one inside address is seen as several", () => {
  const arbitrary = pool({ pooling: "arbitrary" })
  const addresses = Array.from({ length: 40 }, (_, i) => drawn(arbitrary, `10.0.0.2:${i + 1}`)?.address)
  assert.deepEqual([...new Set(addresses)].sort(), OUTSIDE)
  const last = drawn(arbitrary, "10.0.0.2:1", ({ address }) => address === OUTSIDE[1])
  assert.equal(last?.address, OUTSIDE[1], "every address is tried")
})

test("a pool of one address draws nothing to choose it", () => {
  const ports = (pooling: NatProfile["pooling"]) => {
    const single = pool({ pooling, ports: "random" }, ["203.0.113.1"])
    return [1, 2, 3, 4].map(() => drawn(single, "10.0.0.2:9")?.port)
  }
  assert.deepEqual(ports("arbitrary"), ports("paired"))
})

test("contiguous ports are contiguous on the address of the neighbour", () => {
  const one = pool({ ports: "random" })
  const address = one.addressFor(ipAddress("10.0.0.2"))
  const inside = endpoint("10.0.0.2:4001")
  const here = one.draw({ inside, below: { address, port: 7000 }, isFree: anything })
  assert.deepEqual(here, { address, port: 7001 })
  const elsewhere = ipAddress(OUTSIDE.find((other) => other !== address) ?? "")
  assert.notEqual(one.draw({ inside, below: { address: elsewhere, port: 7000 }, isFree: anything })?.port, 7001)
})

test("an inside port whose class is out of range gets no port", () => {
  const one = pool({ rangeClass: true, portRange: [2000, 3000] })
  assert.equal(drawn(one, "10.0.0.2:443"), undefined)
  assert.ok(drawn(one, "10.0.0.2:51820"))
})

test("a reset puts another address in the place of the first, and begins the ports anew", () => {
  const one = pool({ ports: "sequential" }, ["203.0.113.1"])
  assert.deepEqual([1, 2].map(() => drawn(one, "10.0.0.2:9")?.port), [1024, 1025])
  one.reset(ipAddress("203.0.113.9"))
  assert.deepEqual(drawn(one, "10.0.0.2:9"), { address: "203.0.113.9", port: 1024 })
  assert.deepEqual(["203.0.113.1", "203.0.113.9"].map((text) => one.owns(ipAddress(text))), [false, true])
  const many = pool()
  many.reset(ipAddress("203.0.113.9"))
  assert.deepEqual(OUTSIDE.map((text) => many.owns(ipAddress(text))), [false, true, true])
  many.reset(undefined)
  assert.ok(many.owns(ipAddress("203.0.113.9")))
})
