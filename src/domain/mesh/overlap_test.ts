import assert from "node:assert/strict"
import { test } from "node:test"
import { nodeId } from "../../../tests/harness/mesh_facts.ts"
import { instant } from "../net/instant.ts"
import { prefix } from "../net/prefix.ts"
import { EMPTY_SET, prefixesOf, prefixSet } from "../net/prefix_set.ts"
import { type Claim, settle } from "./overlap.ts"

const claim = (id: string, blocks: readonly string[], upSince?: number): Claim => ({
  nodeId: nodeId(id),
  set: prefixSet(blocks.map(prefix)),
  upSince: upSince === undefined ? undefined : instant(upSince),
})

const nothing = { nodeId: nodeId("me"), set: EMPTY_SET }

/** Who is left with what. */
function left(claims: readonly Claim[], ours: Pick<Claim, "nodeId" | "set"> = nothing): readonly string[] {
  const { sets } = settle(claims, ours)
  return claims.map(({ nodeId }, i) => `${nodeId}: ${prefixesOf(sets[i] ?? EMPTY_SET).join(" ")}`)
}

test("what nobody else claims is left as it is, as the same set", () => {
  const claims = [claim("b", ["10.0.0.1/32"]), claim("a", ["10.0.0.2/32"])]
  const { sets, overlaps } = settle(claims, nothing)
  assert.ok(claims.every(({ set }, i) => sets[i] === set))
  assert.deepEqual(overlaps, [])
})

test("among peers that are not up the smaller id has it, in whatever order they come", () => {
  const [a, b] = [claim("a", ["10.0.0.0/24"]), claim("b", ["10.0.0.0/23"])]
  assert.deepEqual(left([a, b]), ["a: 10.0.0.0/24", "b: 10.0.1.0/24"])
  assert.deepEqual(left([b, a]), ["b: 10.0.1.0/24", "a: 10.0.0.0/24"])
})

// siderolabs/talos#4562 and #5031: a dead node's affiliate must not starve the one that took over its address.
test("a peer that is up has it before one that is not", () => {
  assert.deepEqual(left([claim("a", ["10.0.0.1/32"]), claim("b", ["10.0.0.1/32"], 5)]), ["a: ", "b: 10.0.0.1/32"])
})

test("of two that are up the one that came up last has it", () => {
  const claims = [claim("a", ["10.0.0.1/32"], 5), claim("b", ["10.0.0.1/32"], 9)]
  assert.deepEqual(left(claims), ["a: ", "b: 10.0.0.1/32"])
  assert.equal(settle(claims, nothing).overlaps[0]?.because, "live")
})

test("a third claim counts against the first, even if the second had nothing of it", () => {
  const claims = [claim("a", ["10.0.0.1/32"]), claim("b", ["10.0.0.1/32", "10.0.0.2/32"]), claim("c", ["10.0.0.1/32"])]
  assert.deepEqual(left(claims), ["a: 10.0.0.1/32", "b: 10.0.0.2/32", "c: "])
  assert.deepEqual(settle(claims, nothing).overlaps.map(({ winner, loser }) => `${winner}>${loser}`), ["a>b", "a>c"])
})

test("what is ours is taken from everybody, up or not", () => {
  const ours = { nodeId: nodeId("me"), set: prefixSet([prefix("10.0.0.1/32")]) }
  assert.deepEqual(left([claim("a", ["10.0.0.0/31"], 5)], ours), ["a: 10.0.0.0/32"])
  assert.equal(settle([claim("a", ["10.0.0.0/31"], 5)], ours).overlaps[0]?.because, "ours")
})
