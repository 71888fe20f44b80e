import assert from "node:assert/strict"
import { test } from "node:test"
import { packet } from "../../../tests/harness/packets.ts"
import { passed, refused } from "./middlebox.ts"

test("a packet passes to a side, or is refused with or without a word to its sender", () => {
  const one = packet("10.0.0.2:1", "198.51.100.1:1")
  assert.deepEqual(passed("outside", one), { to: "outside", packet: one })
  assert.deepEqual(refused("nat-filtered"), { reason: "nat-filtered", answer: undefined, as: undefined })
  assert.equal(refused("nat-filtered", "port-unreachable").answer, "port-unreachable")
})
