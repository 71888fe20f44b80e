import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { complaints, SMALL, small } from "../../../tests/harness/scenario_data.ts"
import { decodeScenario } from "./decode.ts"

test("a well-formed file has nothing to complain of", () => {
  assert.deepEqual(complaints(SMALL), [])
})

test("what is missing, unknown or of the wrong kind is named with its path", () => {
  const { name: _, ...nameless } = SMALL
  assert.deepEqual(complaints(nameless), ["name: This field is missing"])
  const [unknown] = complaints(small({ colour: "red" }))
  assert.match(unknown ?? "", /^colour: There is no such field here; there are name, description, .*, expect$/)
  assert.deepEqual(complaints(small({ duration: "5 minutes" })), [
    "duration: Expected a duration such as 250ms, 5s, 2m30s or 1d",
  ])
  assert.deepEqual(
    complaints(small({ nodes: { a: { interfaces: { eth0: { on: "internet", address: "10.0.0" } } } } })),
    [
      "nodes.a.interfaces.eth0.address: Expected an IP address",
    ],
  )
})

test("of an unknown field it is the key that is wrong", () => {
  const decoded = decodeScenario(small({ colour: "red", duration: 5 }))
  assert.ok(Result.isFailure(decoded))
  assert.deepEqual(decoded.failure.map(({ path, isOfKey }) => [path, isOfKey]), [
    [["colour"], true],
    [["duration"], undefined],
  ])
})

test("several mistakes are told at once", () => {
  assert.equal(complaints(small({ duration: 5, seed: -1, colour: "red" })).length, 3)
})

test("an item without its deciding word, or with an unknown one, is told the words", () => {
  const [unknown] = complaints(small({ timeline: [{ at: "1s", do: "explode", node: "a" }] }))
  assert.match(unknown ?? "", /^timeline\.0\.do: Expected "do" to be one of move, interface-down, .*clock$/)
  const [missing] = complaints(small({ expect: [{ pair: ["a", "s"] }] }))
  assert.match(missing ?? "", /^expect\.0: Expected "that" to be one of pair-up, pair-down, /)
  const [scalar] = complaints(small({ timeline: ["reboot"] }))
  assert.equal(scalar, 'timeline.0: Expected a mapping with the key "do"')
})

test("an item with a known word is judged by that word", () => {
  assert.deepEqual(complaints(small({ timeline: [{ at: "1s", do: "stop", nod: "a" }] })), [
    "timeline.0.nod: There is no such field here; there are at, do, node",
    "timeline.0.node: This field is missing",
  ])
})

test("data that is no mapping at all is refused, whatever it is", () => {
  for (const data of [null, undefined, 5, "x", [], [[]], { expect: null, timeline: 7 }]) {
    assert.ok(complaints(data).length > 0)
  }
})

test("a name that breaks the rule for names is told the rule", () => {
  const rule = "Expected a name of up to 15 lower-case letters, digits and hyphens that starts with a letter"
  for (const name of ["B", "1", "a_b", "__proto__"]) {
    const nodes = Object.fromEntries([...Object.entries(SMALL.nodes), [name, SMALL.nodes.s]])
    assert.deepEqual(complaints(small({ nodes })), [`nodes.${name}: ${rule}`])
  }
  assert.deepEqual(complaints(small({ routers: { ...SMALL.routers, Home: SMALL.routers.home } })), [
    `routers.Home: ${rule}`,
  ])
})

test("a pair of any other number than two is told that it is two", () => {
  for (const pair of [["a"], ["a", "s", "a"], []]) {
    assert.deepEqual(complaints(small({ expect: [{ that: "pair-up", pair, within: "1s" }] })), [
      "expect.0.pair: A pair is two nodes",
    ])
  }
  assert.deepEqual(complaints(small({ routers: { home: { ...SMALL.routers.home, nat: { "port-range": [5] } } } })), [
    "routers.home.nat.port-range: Expected two ports, the lower first",
  ])
})

test("of very many mistakes each is told once", () => {
  const timeline = Array.from({ length: 10_000 }, () => ({ at: "soon", do: "heal" }))
  const found = complaints(small({ timeline }))
  assert.equal(found.length, 10_000)
  assert.equal(new Set(found).size, 10_000)
})
