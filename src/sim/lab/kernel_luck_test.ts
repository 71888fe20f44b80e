import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { kernelLuck } from "./kernel_luck.ts"
import { type Crossing, outcome } from "./outcome.ts"

const file = scenario(small({}))
const crossing = (network: string, source: string): Crossing => ({
  network,
  source: endpoint(source),
  destination: endpoint("198.51.100.1:1"),
})
const seen = (...crossings: readonly Crossing[]) => [outcome(), { ...outcome(), crossings: [...crossings] }]
const any = { first: 1, last: 65535, isFree: () => true }

test("outwards it is the port behind the router's own address", () => {
  const outcomes = seen(crossing("home", "192.168.1.2:51820"), crossing("internet", "203.0.113.1:4242"))
  assert.equal(kernelLuck(file, outcomes)(() => 1)("home")(any), 4242)
  assert.equal(kernelLuck(file, outcomes)(() => 0)("home")(any), undefined)
})

test("inwards it is the one of the sender as it looks inside", () => {
  const outcomes = seen(crossing("internet", "198.51.100.9:6000"), crossing("home", "198.51.100.9:63537"))
  assert.equal(kernelLuck(file, outcomes)(() => 1)("home")(any), 63537)
})

test("a port that the model may not take is not taken", () => {
  const luck = kernelLuck(file, seen(crossing("internet", "203.0.113.1:4242")))(() => 1)("home")
  assert.equal(luck({ ...any, last: 4241 }), undefined)
  assert.equal(luck({ ...any, isFree: () => false }), undefined)
})
