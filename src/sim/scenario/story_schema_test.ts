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
  { at: "1s", do: "discovery", state: "restart", latency: "2s" },
  { at: "1s", do: "stop", node: "a" },
  { at: "1s", do: "start", node: "a" },
  { at: "1s", do: "clock", node: "a", by: "+5s" },
]

const expectations = [
  { that: "pair-up", pair: ["a", "s"], path: "direct", from: "1s", within: "5s", because: "one round trip" },
  { that: "pair-down", pair: ["a", "s"], from: "1s", until: "2s", reason: "filter" },
  { that: "endpoint", node: "s", peer: "a", at: "5s", is: "203.0.113.1:51820" },
  { that: "state", node: "s", peer: "a", at: "5s", is: "unknown" },
  { that: "pings", from: "a", to: "s", start: "1s", stop: "9s", lost: { "at-most": 1 } },
  { that: "converged", by: "5s" },
  { that: "no-plaintext" },
]

test("every action and every expectation can be written down", () => {
  assert.equal(new Set(actions.map((one) => one.do)).size, ActionSchema.members.length)
  assert.equal(new Set(expectations.map((one) => one.that)).size, ExpectationSchema.members.length)
  for (const one of actions) assert.deepEqual(complaints(small({ timeline: [one] })), [], one.do)
  for (const one of expectations) assert.deepEqual(complaints(small({ expect: [one] })), [], one.that)
})

test("a partition has two sides, and a clock jumps by something", () => {
  assert.equal(complaints(small({ timeline: [{ at: "1s", do: "partition", between: [["a"]] }] })).length, 1)
  assert.equal(complaints(small({ timeline: [{ at: "1s", do: "clock", node: "a", by: "5s" }] })).length, 1)
})
