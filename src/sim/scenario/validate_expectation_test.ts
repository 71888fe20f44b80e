import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, scenario, small } from "../../../tests/harness/scenario_data.ts"
import { expectationIssues } from "./validate_expectation.ts"

const expecting = (...expectations: unknown[]) => complaints(small({ expect: expectations }))

const EXPECTATIONS = {
  "pair-up": { pair: ["a", "s"], from: "1s", within: "5s" },
  "pair-down": { pair: ["a", "s"] },
  endpoint: { node: "a", peer: "s", at: "60s", is: "192.0.2.1:1" },
  state: { node: "a", peer: "s", at: "60s", is: "up" },
  pings: { from: "a", to: "s", via: "address", "in-clear": { "at-most": 0 } },
  candidates: { node: "a", peer: "s", at: "60s", has: ["192.0.2.1:1"], lacks: [], first: "192.0.2.1:1" },
  allowed: { node: "a", peer: "s", at: "60s", has: ["192.0.2.1"], lacks: ["2001:db8::1"] },
  converged: { by: "60s" },
  "no-plaintext": {},
} as const

test("what names nodes that are there and times within the story is right, whatever it expects", () => {
  for (const [that, fields] of Object.entries(EXPECTATIONS)) assert.deepEqual(expecting({ that, ...fields }), [], that)
  assert.deepEqual(
    expecting(
      { that: "pair-down", ...EXPECTATIONS["pair-down"], from: "1s", until: "60s" },
      { that: "pings", ...EXPECTATIONS.pings, start: "0s", stop: "60s" },
    ),
    [],
  )
})

test("every name of a node is looked up, and what is wrong is said where it stands", () => {
  const missing = 'There is no node "x"; there is a, s'
  const wrong = (that: keyof typeof EXPECTATIONS, field: string, value: unknown = "x") =>
    expecting({ that, ...EXPECTATIONS[that], [field]: value })
  for (const that of ["endpoint", "state", "candidates", "allowed"] as const) {
    assert.deepEqual(wrong(that, "node"), [`expect.0.node: ${missing}`], that)
    assert.deepEqual(wrong(that, "peer"), [`expect.0.peer: ${missing}`], that)
  }
  assert.deepEqual(wrong("pings", "from"), [`expect.0.from: ${missing}`])
  assert.deepEqual(wrong("pings", "to"), [`expect.0.to: ${missing}`])
  for (const that of ["pair-up", "pair-down"] as const) {
    assert.deepEqual(wrong(that, "pair", ["x", "s"]), [`expect.0.pair.0: ${missing}`], that)
    assert.deepEqual(wrong(that, "pair", ["a", "x"]), [`expect.0.pair.1: ${missing}`], that)
    assert.deepEqual(wrong(that, "pair", ["a", "a"]), ["expect.0.pair: A pair is two different nodes"], that)
  }
})

test("no time is after the end", () => {
  const times = [
    ["pair-up", "from"],
    ["pair-down", "from"],
    ["pair-down", "until"],
    ["endpoint", "at"],
    ["state", "at"],
    ["pings", "start"],
    ["pings", "stop"],
    ["candidates", "at"],
    ["allowed", "at"],
    ["converged", "by"],
  ] as const
  for (const [that, field] of times) {
    assert.deepEqual(expecting({ that, ...EXPECTATIONS[that], [field]: "61s" }), [
      `expect.0.${field}: 61s is after the end of the scenario, at 60s`,
    ], `${that} ${field}`)
  }
})

test("how long a pair may take is no time of the story", () => {
  assert.deepEqual(expecting({ that: "pair-up", pair: ["a", "s"], within: "2h" }), [])
})

test("several mistakes in one are all told, at the path that is given", () => {
  const file = scenario(small({}))
  const issues = expectationIssues(file, { that: "state", node: "x", peer: "y", at: "2m", is: "up" }, ["p", 7])
  assert.deepEqual(issues.map((one) => one.path), [["p", 7, "node"], ["p", 7, "peer"], ["p", 7, "at"]])
})
