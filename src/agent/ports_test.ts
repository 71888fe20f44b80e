import assert from "node:assert/strict"
import { test } from "node:test"
import { DataPlane, Discovery, HostNetwork, Journal, MonotonicClock } from "./ports.ts"

test("no two edges take each other's place", () => {
  const edges = [DataPlane, Discovery, HostNetwork, Journal, MonotonicClock]
  assert.equal(new Set(edges.map(({ key }) => key)).size, edges.length)
})
