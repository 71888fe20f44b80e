import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { pingPlans } from "./traffic.ts"

const at = (address: string) => ({ interfaces: { eth0: { on: "internet", address } } })
const nodes = { a: at("198.51.100.1"), b: at("198.51.100.2"), c: at("198.51.100.3") }
const plans = (change: Record<string, unknown> = {}) => pingPlans(scenario(small({ nodes, expect: [], ...change })))

test("without traffic in the file everyone pings everyone every second", () => {
  assert.deepEqual(plans().map(({ from, to }) => `${from}${to}`), ["01", "02", "10", "12", "20", "21"])
  assert.ok(
    plans().every(({ every, start, stop }) => every === 1_000_000 && start === undefined && stop === 60_000_000),
  )
})

test("an empty list is silence, and all stands for each", () => {
  assert.deepEqual(plans({ traffic: [] }), [])
  const [first, ...rest] = plans({
    traffic: [{ from: "all", to: "b", every: "2s", start: "5s", stop: "9s", size: 500 }],
  })
  assert.deepEqual([first?.from, first?.to, first?.start, first?.stop, first?.size], [0, 1, 5_000_000, 9_000_000, 500])
  assert.equal(rest.length, 1)
})

test("a ping says where it goes, and to the mesh if it says nothing", () => {
  const [mesh, address] = plans({
    traffic: [{ from: "a", to: "b", every: "2s" }, { from: "a", to: "b", every: "2s", via: "address" }],
  })
  assert.deepEqual([mesh?.via, address?.via, mesh?.size], ["mesh", "address", 84])
  assert.ok(plans().every(({ via }) => via === "mesh"))
})
