import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { ExternalPorts } from "./external_ports.ts"
import { MappingEntry } from "./mapping_entry.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import type { Filtering } from "./rfc4787.ts"

const at = (s: number) => instant(s * 1_000_000)
const external = endpoint("203.0.113.1:51820")
const [friend, stranger] = [endpoint("198.51.100.1:1"), endpoint("198.51.100.2:1")]
const sameHost = endpoint("198.51.100.1:2")

function sharers(filtering: Filtering) {
  const ports = new ExternalPorts()
  const [first, second] = ["10.0.0.2:51820", "10.0.0.3:51820"].map((inside) => {
    const ends = { inside: endpoint(inside), scope: friend, external }
    const mapping = new MappingEntry({ ...PLAIN_NAT, filtering }, ends, at(0))
    ports.add(mapping)
    return mapping
  })
  assert.ok(first && second)
  return { ports, first, second, holderFor: (remote = friend, s = 1) => ports.holderFor(external, remote, at(s)) }
}

test("a port has one holder while its mapping is alive, and nobody's is nobody's", () => {
  const ports = new ExternalPorts()
  const mapping = new MappingEntry(PLAIN_NAT, { inside: friend, scope: friend, external }, at(0))
  assert.equal(ports.holderFor(external, friend, at(0)), undefined)
  ports.add(mapping)
  assert.equal(ports.holderFor(external, friend, at(299)), mapping)
  assert.equal(ports.holderFor(external, friend, at(300)), undefined)
  assert.deepEqual(ports.holdersOf(external), [mapping], "but it is still there")
  ports.delete(mapping)
  assert.deepEqual([ports.holdersOf(external), ports.all()], [[], []])
})

test("what comes to a port that several have belongs to the one that called its sender", () => {
  const { first, second, holderFor } = sharers("address-and-port-dependent")
  first.call(friend, at(0))
  second.call(stranger, at(0))
  assert.equal(holderFor(friend), first)
  assert.equal(holderFor(stranger), second)
})

test("if both have called it, it belongs to the one that did so last", () => {
  const { first, second, holderFor } = sharers("address-and-port-dependent")
  first.call(friend, at(0))
  second.call(friend, at(1))
  assert.equal(holderFor(friend), second)
  first.callAgain(friend, at(2))
  assert.equal(holderFor(friend, 3), first)
})

test("where the filter looks at addresses alone, so does this", () => {
  const { first, second, holderFor } = sharers("address-dependent")
  first.call(friend, at(0))
  second.call(stranger, at(0))
  assert.equal(holderFor(sameHost), first)
})

test("where anybody may call, a stranger reaches the newest of them that is alive", () => {
  const { first, second, holderFor } = sharers("endpoint-independent")
  assert.equal(holderFor(stranger), second)
  second.end(at(1))
  assert.equal(holderFor(stranger, 2), first)
  first.end(at(2))
  assert.equal(holderFor(stranger, 3), undefined)
})
