import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { wiresOf } from "./wires.ts"

test("a router has a wire to each of its sides, a node one for each interface", () => {
  assert.deepEqual(wiresOf(scenario(small({}))).map(({ owner, device, network }) => `${owner} ${device} ${network}`), [
    "home wan internet",
    "home lan home",
    "a eth0 home",
    "s eth0 internet",
  ])
})

test("wires are numbered by their place", () => {
  assert.deepEqual(wiresOf(scenario(small({}))).map(({ index }) => index), [0, 1, 2, 3])
})
