import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import { type Verdict, verdictsOf } from "./verdict.ts"

const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const symmetric = { preset: "corporate", outside: "203.0.113.2", inside: "192.168.2.0/24" }
const setting = {
  duration: "2m",
  routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" }, office: symmetric },
  nodes: { a: at("home", "192.168.1.2"), o: at("office", "192.168.2.2"), s: at("internet", "198.51.100.1") },
}

/** Each expectation is held against the same run: a and o cannot reach each other, s reaches both at once. */
function judge(...expect: unknown[]): readonly Verdict[] {
  return verdictsOf(ranWorld({ ...setting, expect }), () => "a filter")
}

const met = (...expect: unknown[]): boolean[] => judge(...expect).map(({ isMet }) => isMet)

test("a pair is up in time or late, on the right path or another", () => {
  const up = { that: "pair-up", pair: ["a", "s"], within: "1s" }
  assert.deepEqual(met(up, { ...up, within: "10ms" }, { ...up, path: "direct" }, { ...up, path: "local" }), [
    true,
    false,
    true,
    false,
  ])
  assert.deepEqual(met({ ...up, pair: ["a", "o"], within: "2m" }), [false])
  assert.equal(judge(up)[0]?.seen, "both had an answer after 185ms, direct")
})

test("a pair stays down if no ping is answered, and for the reason that is expected", () => {
  const down = { that: "pair-down", pair: ["a", "o"] }
  assert.deepEqual(
    met(down, { ...down, reason: "filter" }, { ...down, reason: "weather" }, { ...down, pair: ["a", "s"] }),
    [
      true,
      true,
      false,
      false,
    ],
  )
  assert.deepEqual(met({ ...down, pair: ["a", "s"], until: "100ms" }), [true], "nothing is answered that early")
})

test("endpoints and states are compared at their instant", () => {
  const endpoint = { that: "endpoint", node: "s", peer: "a", at: "5s", is: "203.0.113.1:51820" }
  assert.deepEqual(met(endpoint, { ...endpoint, is: "203.0.113.1:1" }, { ...endpoint, at: "1ms" }), [
    true,
    false,
    false,
  ])
  const state = { that: "state", node: "a", peer: "o", at: "20s", is: "down" }
  assert.deepEqual(met(state, { ...state, is: "up" }, { ...state, at: "5s", is: "unknown" }), [true, false, true])
})

test("lost pings are counted, and none sent is no proof", () => {
  const pings = { that: "pings", from: "a", to: "s", start: "1s" }
  assert.deepEqual(
    met(
      { ...pings, lost: { "at-most": 0 } },
      { ...pings, lost: { "at-least": 1 } },
      { ...pings, to: "o", lost: { "at-least": 100 } },
      { ...pings, stop: "1s", lost: { "at-most": 0 } },
    ),
    [true, false, true, false],
  )
  assert.equal(judge({ ...pings, stop: "11s", lost: {} })[0]?.seen, "0 of 10 lost")
})

test("convergence needs every pair", () => {
  assert.deepEqual(judge({ that: "converged", by: "2m" }), [
    { isMet: false, seen: "1 pairs never had an answer both ways" },
  ])
  const { office: _, ...routers } = setting.routers
  const { o: __, ...nodes } = setting.nodes
  const world = ranWorld({
    routers,
    nodes,
    expect: [{ that: "converged", by: "1s" }, { that: "converged", by: "1ms" }],
  })
  assert.deepEqual(verdictsOf(world, () => "").map(({ isMet }) => isMet), [true, false])
})

test("plaintext on the wire is a failure that names its time", () => {
  const world = ranWorld({ ...setting, expect: [{ that: "no-plaintext" }] })
  assert.deepEqual(verdictsOf(world, () => ""), [{ isMet: true, seen: "nothing but ciphertext on any link" }])
  world.log.violated("plaintext", "a sent what it was to seal", world.end)
  assert.deepEqual(verdictsOf(world, () => ""), [{ isMet: false, seen: "a sent what it was to seal at 2m" }])
})
