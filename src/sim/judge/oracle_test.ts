import assert from "node:assert/strict"
import { test } from "node:test"
import type { Filtering, Mapping } from "../nat/rfc4787.ts"
import type { Edge } from "./edge.ts"
import { bestProspect, prospectOf } from "./oracle.ts"

const EI = "endpoint-independent"
const AD = "address-dependent"
const AP = "address-and-port-dependent"

function edge(mapping: Mapping, filtering: Filtering | "open", name = "x"): Edge {
  return { mapping, filtering, isTranslated: filtering !== "open", blockedBy: undefined, devices: [name] }
}

// The grid of spec/nat.md 6.2 in its own order. D is direct; anything else there is not.
const CLASSES: readonly (readonly [string, Edge])[] = [
  ["public", edge(EI, "open")],
  ["pubFW", edge(EI, AP)],
  ["EIM/EIF", edge(EI, EI)],
  ["EIM/ADF", edge(EI, AD)],
  ["EIM/APDF", edge(EI, AP)],
  ["EDM/EIF", edge(AP, EI)],
  ["EDM/ADF", edge(AP, AD)],
  ["EDM/APDF", edge(AP, AP)],
]
const GRID = ["DDDDDDDD", "DDDDD>..", "DDDDDDDD", "DDDDDDDD", "DDDDD>..", "D<DD<DD<", "D.DD.D..", "D.DD.>.."]

test("the oracle agrees with the published grid, cell by cell", () => {
  for (const [i, [row, a]] of CLASSES.entries()) {
    for (const [j, [column, b]] of CLASSES.entries()) {
      assert.equal(prospectOf(a, b).canConnect, GRID[i]?.[j] === "D", `${row} x ${column}`)
    }
  }
})

test("an address-dependent mapping behaves as an address-and-port-dependent one", () => {
  for (const filtering of [EI, AD, AP] as const) {
    for (const [name, other] of CLASSES) {
      const [loose, strict] = [edge(AD, filtering), edge(AP, filtering)]
      assert.equal(prospectOf(loose, other).canConnect, prospectOf(strict, other).canConnect, name)
    }
  }
})

test("a pair that cannot connect is told why, with names", () => {
  const why = (a: Edge | undefined, b: Edge | undefined): string => {
    const prospect = prospectOf(a, b)
    assert.ok(!prospect.canConnect)
    return prospect.why
  }
  assert.equal(
    why(edge(AP, AP, "na"), edge(AP, AP, "nb")),
    "na and nb use a new port for every peer, so neither can know where to send",
  )
  assert.equal(
    why(edge(EI, AP, "home"), edge(AP, AP, "office")),
    "office uses a new port for every peer, and home lets in only ports that it has called",
  )
  assert.equal(why({ ...edge(EI, "open"), blockedBy: "hotel" }, edge(EI, "open")), "UDP is blocked by hotel")
  assert.equal(why(undefined, edge(EI, "open")), "one end is not connected to anything")
})

test("of two families one is enough, and one that only one end has is none", () => {
  const [symmetric, restricted] = [edge(AP, AP, "office"), edge(EI, AP, "home")]
  const open = edge(EI, "open")
  assert.equal(bestProspect([[symmetric, restricted], [restricted, restricted]]).canConnect, true)
  assert.equal(bestProspect([[symmetric, restricted], [open, undefined]]).canConnect, false)
  const strangers = bestProspect([[open, undefined], [undefined, open]])
  assert.ok(!strangers.canConnect && strangers.why.includes("no address family in common"))
  const unplugged = bestProspect([[open, undefined], [open, undefined]])
  assert.ok(!unplugged.canConnect && unplugged.why.includes("not connected"))
})
