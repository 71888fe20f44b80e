import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, SMALL, small } from "../../../tests/harness/scenario_data.ts"

const discovery = (fields: Record<string, unknown>) => complaints(small({ discovery: fields }))
const nodes = (change: Record<string, Record<string, unknown>>) => {
  const { a, s } = SMALL.nodes
  return complaints(small({ nodes: { a: { ...a, ...change["a"] }, s: { ...s, ...change["s"] } } }))
}

test("a service that others are sent to is one of those that there are", () => {
  const more = { second: {} }
  assert.deepEqual(discovery({ redirect: "second", more }), [])
  assert.deepEqual(discovery({ more: { second: { redirect: "service" } } }), [])
  assert.deepEqual(discovery({ redirect: "secnod", more }), [
    'discovery.redirect: There is no service "secnod"; there is service, second',
  ])
  assert.deepEqual(discovery({ more: { second: { redirect: "third" } } }), [
    'discovery.more.second.redirect: There is no service "third"; there is service, second',
  ])
})

test("services that send their clients in a circle are refused", () => {
  assert.deepEqual(discovery({ redirect: "second", more: { second: { redirect: "service" } } }), [
    "discovery.redirect: Clients are sent in a circle: service -> second -> service",
  ])
  const three = { z: { redirect: "x" }, x: { redirect: "y" }, y: { redirect: "z" } }
  assert.deepEqual(discovery({ more: three }), [
    "discovery.more.z.redirect: Clients are sent in a circle: z -> x -> y -> z",
  ])
})

test("and so is one that sends them to itself", () => {
  assert.deepEqual(discovery({ redirect: "service" }), [
    "discovery.redirect: Clients are sent in a circle: service -> service",
  ])
  assert.deepEqual(discovery({ more: { second: { redirect: "second" } } }), [
    "discovery.more.second.redirect: Clients are sent in a circle: second -> second",
  ])
})

test("a circle is told once, where it is first entered, however many ways lead into it", () => {
  const more = { w: { redirect: "x" }, x: { redirect: "y" }, y: { redirect: "x" }, z: { redirect: "y" } }
  assert.deepEqual(discovery({ redirect: "w", more }), [
    "discovery.more.x.redirect: Clients are sent in a circle: x -> y -> x",
  ])
  const two = { x: { redirect: "x" }, y: { redirect: "z" }, z: { redirect: "y" } }
  assert.deepEqual(discovery({ redirect: "z", more: two }), [
    "discovery.more.z.redirect: Clients are sent in a circle: z -> y -> z",
    "discovery.more.x.redirect: Clients are sent in a circle: x -> x",
  ])
})

test("many ways to one service are no circle, nor is one that ends nowhere", () => {
  const more = { x: { redirect: "z" }, y: { redirect: "z" }, z: {} }
  assert.deepEqual(discovery({ redirect: "x", more }), [])
  assert.deepEqual(discovery({ redirect: "x", more: { x: { redirect: "constructor" } } }), [
    'discovery.more.x.redirect: There is no service "constructor"; there is service, x',
  ])
})

test("whoever cannot reach a registry is a node or a router", () => {
  assert.deepEqual(discovery({ "out-of-reach": ["a", "home"] }), [])
  assert.deepEqual(discovery({ "out-of-reach": ["a", "x"] }), [
    'discovery.out-of-reach.1: There is no node or router "x"',
  ])
  assert.deepEqual(discovery({ more: { second: { "out-of-reach": ["internet"] } } }), [
    'discovery.more.second.out-of-reach.0: There is no node or router "internet"',
  ])
  assert.deepEqual(complaints(small({ kubernetes: { "out-of-reach": ["home", "constructor"] } })), [
    'kubernetes.out-of-reach.1: There is no node or router "constructor"',
  ])
})

test("no further service has the name of another source", () => {
  for (const name of ["service", "kubernetes", "static"]) {
    assert.deepEqual(discovery({ more: { [name]: {} } }), [
      `discovery.more.${name}: "${name}" is the name of another source`,
    ])
  }
})

test("those that a node knows from the start are nodes", () => {
  assert.deepEqual(nodes({ a: { static: { s: [] } } }), [])
  assert.deepEqual(nodes({ a: { static: { home: [] } } }), [
    'nodes.a.static.home: There is no node "home"; there is a, s',
  ])
})

test("two nodes have two ids, and one that says none has its name", () => {
  assert.deepEqual(nodes({ a: { id: "x" }, s: { id: "y" } }), [])
  assert.deepEqual(nodes({ a: { id: "x" }, s: { id: "x" } }), ['nodes.s: "a" has the id "x" too'])
  assert.deepEqual(nodes({ a: { id: "s" } }), ['nodes.s: "a" has the id "s" too'])
  assert.deepEqual(nodes({ a: { id: "s" }, s: { id: "a" } }), [], "swapped is confusing, and nothing else")
})

test("of a large circle of services only the beginning is told", () => {
  const more = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, i) => [`s${i}`, { redirect: `s${(i + 1) % 1_000}` }]),
  )
  const [circle, ...others] = discovery({ more })
  assert.match(circle ?? "", /^discovery\.more\.s0\.redirect: .* s0 -> s1 -> .* -> s19 -> 980 more -> s0$/)
  assert.deepEqual(others, [])
})
