import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

const sending = (...datagrams: readonly Record<string, unknown>[]) =>
  complaints(small({ datagrams: datagrams.map((one) => ({ at: "1s", from: "a", to: "198.51.100.1:1", ...one })) }))

test("a datagram that a node sends within the scenario is in order", () => {
  assert.deepEqual(sending({}, { ttl: 3, port: 9, every: "1s", times: 60 }), [])
})

test("its sender exists, it is sent before the end, and so is the last of many", () => {
  assert.deepEqual(sending({ from: "b" }), [`datagrams.0.from: There is no node "b"; there is a, s`])
  assert.deepEqual(sending({}, { at: "61s" }), ["datagrams.1.at: 61s is after the end of the scenario, at 60s"])
  assert.deepEqual(sending({ every: "1s", times: 61 }), [
    "datagrams.0.times: The last of them is sent after the end, at 60s",
  ])
})

test("several need a time from one to the next", () => {
  assert.deepEqual(sending({ times: 2 }), [
    `datagrams.0.times: Expected "every" beside it, the time from one to the next`,
  ])
})

test("there are not too many of them", () => {
  const many = Array.from({ length: 11 }, () => ({ every: "1us", times: 10_000 }))
  assert.deepEqual(sending(...many), ["datagrams: About 110000 datagrams in all; expected at most 100000"])
})
