import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, SMALL, small } from "../../../tests/harness/scenario_data.ts"

const nat = (knobs: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  complaints(small({ routers: { home: { ...SMALL.routers.home, nat: knobs, ...more } } }))

test("a knob that belongs to another way to hand out ports is named", () => {
  assert.deepEqual(nat({ step: 2 }), ['routers.home.nat.step: This is for "ports: sequential", not preserve'])
  assert.deepEqual(nat({ ports: "random", "block-size": 64, blocks: 2 }), [
    'routers.home.nat.block-size: This is for "ports: block", not random',
    'routers.home.nat.blocks: This is for "ports: block", not random',
  ])
  assert.deepEqual(nat({ ports: "sequential", step: 2 }), [])
  assert.deepEqual(nat({ ports: "block", "block-size": 64, blocks: 2 }), [])
  assert.deepEqual(nat({ "block-size": 64 }, { preset: "cgn" }), [], "the preset hands out blocks")
})

test("a block must fit among the ports that there are", () => {
  const blocks = (size: number) => nat({ ports: "block", "block-size": size, "port-range": [5000, 5099] })
  assert.deepEqual(blocks(100), [])
  assert.deepEqual(blocks(101), ["routers.home.nat.block-size: No block of 101 fits into 100 ports"])
  assert.deepEqual(nat({ "port-range": [5000, 5099] }, { preset: "gcp" }), [])
})

// RFC 7857 section 4: mappings are told apart by the remote end, so each must be for one.
test("ports overlap only where each mapping is for one remote end", () => {
  const message = (mapping: string) =>
    "routers.home.nat.port-overlapping: Ports overlap only if each mapping is for one remote end: " +
    `address-and-port-dependent, not ${mapping}`
  assert.deepEqual(nat({ "port-overlapping": true }), [message("endpoint-independent")])
  assert.deepEqual(nat({ mapping: "address-dependent" }, { preset: "aws" }), [message("address-dependent")])
  assert.deepEqual(nat({ "port-overlapping": true, mapping: "address-and-port-dependent" }), [])
  assert.deepEqual(nat({ "port-overlapping": false }), [])
})
