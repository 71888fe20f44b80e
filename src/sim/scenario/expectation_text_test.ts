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
