import assert from "node:assert/strict"
import { test } from "node:test"
import { expectationText } from "./expectation_text.ts"

test("expectations are sentences", () => {
  assert.deepEqual(
    [
      expectationText({ that: "pair-up", pair: ["a", "b"], within: "5s", from: "60s", path: "direct" }),
      expectationText({ that: "pair-down", pair: ["a", "b"], from: "1s", until: "2s", reason: "UDP" }),
      expectationText({ that: "endpoint", node: "a", peer: "b", at: "5s", is: "192.0.2.1:1" }),
      expectationText({ that: "state", node: "a", peer: "b", at: "5s", is: "down" }),
      expectationText({
        that: "pings",
        from: "a",
        to: "b",
        start: "1s",
        stop: "9s",
        lost: { "at-least": 1, "at-most": 3 },
      }),
      expectationText({ that: "pings", from: "a", to: "b", lost: {} }),
      expectationText({ that: "converged", by: "5s" }),
      expectationText({ that: "no-plaintext" }),
    ],
    [
      "a and b are up within 5s from 60s, direct",
      'a and b stay down from 1s until 2s, because "UDP"',
      "a has b at 192.0.2.1:1 at 5s",
      "a sees b down at 5s",
      "a loses at least 1 and at most 3 of its pings to b from 1s until 9s",
      "a loses any number of its pings to b",
      "every pair is up by 5s",
      "nothing goes out in the clear",
    ],
  )
})

test("pings are to a node or to its address, and may be counted in the clear", () => {
  const pings = { that: "pings", from: "a", to: "b" } as const
  assert.deepEqual(
    [
      expectationText({ ...pings, via: "mesh", lost: { "at-most": 0 } }),
      expectationText({ ...pings, via: "address", lost: { "at-most": 0 } }),
      expectationText({ ...pings, via: "address", "in-clear": { "at-least": 1 } }),
      expectationText({
        ...pings,
        via: "address",
        start: "5s",
        stop: "9s",
        lost: { "at-least": 2 },
        "in-clear": { "at-most": 0 },
      }),
    ],
    [
      "a loses at most 0 of its pings to b",
      "a loses at most 0 of its pings to the address of b",
      "a loses any number of its pings to the address of b and sends at least 1 in the clear",
      "a loses at least 2 of its pings to the address of b and sends at most 0 in the clear from 5s until 9s",
    ],
  )
})

test("what is known of a peer, and what it is granted, is told with what is not", () => {
  const peer = { node: "a", peer: "b", at: "5s" } as const
  const [one, two] = ["192.0.2.1:1", "192.0.2.2:2"]
  assert.deepEqual(
    [
      expectationText({ that: "candidates", ...peer, first: one }),
      expectationText({ that: "candidates", ...peer, has: [one, two], lacks: ["192.0.2.3:3", "192.0.2.4:4"] }),
      expectationText({ that: "candidates", ...peer, first: one, has: [], lacks: [two] }),
      expectationText({ that: "allowed", ...peer, has: ["10.0.0.1", "10.0.0.2"] }),
      expectationText({ that: "allowed", ...peer, lacks: ["10.0.0.1", "10.0.0.2"] }),
      expectationText({ that: "allowed", ...peer, has: ["10.0.0.1"], lacks: ["10.0.0.2"] }),
    ],
    [
      "a tries 192.0.2.1:1 first for b at 5s",
      "a knows 192.0.2.1:1 and 192.0.2.2:2, does not know 192.0.2.3:3 or 192.0.2.4:4 for b at 5s",
      "a tries 192.0.2.1:1 first, does not know 192.0.2.2:2 for b at 5s",
      "a grants b 10.0.0.1 and 10.0.0.2 at 5s",
      "a does not grant b 10.0.0.1 or 10.0.0.2 at 5s",
      "a grants b 10.0.0.1, does not grant b 10.0.0.2 at 5s",
    ],
  )
})
