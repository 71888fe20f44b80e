import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"
import { ActionSchema, ExpectationSchema } from "./story_schema.ts"

const actions = [
  { at: "1s", do: "move", node: "a", interface: "eth0", to: { on: "internet", address: "198.51.100.9" }, gap: "2s" },
  { at: "1s", do: "interface-down", node: "a", interface: "eth0" },
  { at: "1s", do: "interface-up", node: "a", interface: "eth0" },
  { at: "1s", do: "address", node: "a", interface: "eth0", address: ["192.168.1.9"] },
  { at: "1s", do: "link", router: "home", link: { loss: "5%" } },
  { at: "1s", do: "firewall", router: "home", firewall: { udp: "blocked" } },
  { at: "1s", do: "reboot", router: "home", down: "5s", outside: "203.0.113.9" },
  { at: "1s", do: "partition", between: [["a"], ["s"]] },
  { at: "1s", do: "heal" },
  { at: "1s", do: "discovery", service: "second", state: "restart", latency: "2s" },
  { at: "1s", do: "kubernetes", state: "down" },
  { at: "1s", do: "stop", node: "a" },
  { at: "1s", do: "start", node: "a" },
  { at: "1s", do: "clock", node: "a", by: "+5s" },
]

const expectations = [
  { that: "pair-up", pair: ["a", "s"], path: "direct", from: "1s", within: "5s", because: "one round trip" },
  { that: "pair-down", pair: ["a", "s"], from: "1s", until: "2s", reason: "filter" },
  { that: "endpoint", node: "s", peer: "a", at: "5s", is: "203.0.113.1:51820" },
  { that: "state", node: "s", peer: "a", at: "5s", is: "unknown" },
  {
    that: "pings",
    from: "a",
    to: "s",
    start: "1s",
    stop: "9s",
    via: "address",
    lost: { "at-most": 1 },
    "in-clear": { "at-least": 1 },
  },
  { that: "candidates", node: "s", peer: "a", at: "5s", has: ["192.0.2.1:1"], lacks: [], first: "[2001:db8::1]:1" },
  { that: "allowed", node: "s", peer: "a", at: "5s", has: ["192.0.2.1"], lacks: ["2001:db8::1"] },
  { that: "converged", by: "5s" },
  { that: "no-plaintext" },
]

test("every action and every expectation can be written down", () => {
  assert.equal(new Set(actions.map((one) => one.do)).size, ActionSchema.members.length)
  assert.equal(new Set(expectations.map((one) => one.that)).size, ExpectationSchema.members.length)
  const registries = { discovery: { more: { second: {} } }, kubernetes: {} }
  for (const one of actions) assert.deepEqual(complaints(small({ ...registries, timeline: [one] })), [], one.do)
  for (const one of expectations) assert.deepEqual(complaints(small({ expect: [one] })), [], one.that)
})

test("a partition has two sides, and a clock jumps by something", () => {
  assert.equal(complaints(small({ timeline: [{ at: "1s", do: "partition", between: [["a"]] }] })).length, 1)
  assert.equal(complaints(small({ timeline: [{ at: "1s", do: "clock", node: "a", by: "5s" }] })).length, 1)
})

test("a registry goes down and comes up; only a service restarts", () => {
  const play = (action: Record<string, unknown>) =>
    complaints(small({ kubernetes: {}, timeline: [{ at: "1s", ...action }] }))
  for (const state of ["down", "up", "restart"]) assert.deepEqual(play({ do: "discovery", state }), [], state)
  for (const state of ["down", "up"]) assert.deepEqual(play({ do: "kubernetes", state }), [], state)
  assert.match(play({ do: "kubernetes", state: "restart" })[0] ?? "", /^timeline\.0\.state: Expected "down" \| "up"/)
  assert.match(play({ do: "discovery", latency: "1s" })[0] ?? "", /^timeline\.0\.state: This field is missing/)
})

test("a ping goes to the mesh or to the address, with at least room for its header", () => {
  const ping = (fields: Record<string, unknown>) =>
    complaints(small({ traffic: [{ from: "a", to: "s", every: "1s", ...fields }] }))
  for (const via of ["mesh", "address"]) assert.deepEqual(ping({ via, size: 64 }), [], via)
  assert.match(ping({ via: "tunnel" })[0] ?? "", /^traffic\.0\.via: Expected "mesh" \| "address"/)
  assert.match(ping({ size: 63 })[0] ?? "", /^traffic\.0\.size: Expected a value between 64 and 65535/)
})

test("counts are whole and not negative, and what is looked for is an endpoint or an address", () => {
  const expecting = (fields: Record<string, unknown>) => complaints(small({ expect: [fields] }))
  const pings = { that: "pings", from: "a", to: "s" }
  const peer = { node: "s", peer: "a", at: "5s" }
  assert.deepEqual(expecting({ ...pings, "in-clear": { "at-least": 0, "at-most": 9 } }), [])
  assert.match(expecting({ ...pings, "in-clear": { "at-least": -1 } })[0] ?? "", /^expect\.0\.in-clear\.at-least: /)
  assert.match(expecting({ ...pings, lost: { "at-most": 1.5 } })[0] ?? "", /^expect\.0\.lost\.at-most: /)
  const missing = expecting({ that: "candidates", ...peer, has: ["192.0.2.1"] })
  assert.match(missing[0] ?? "", /^expect\.0\.has\.0: Expected ADDRESS:PORT/)
  assert.match(
    expecting({ that: "allowed", ...peer, lacks: ["10.0.0.0/8"] })[0] ?? "",
    /^expect\.0\.lacks\.0: Expected an IP/,
  )
})
