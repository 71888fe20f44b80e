import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, keyOf } from "../../../tests/harness/mesh_facts.ts"
import { formatEndpoint } from "../net/endpoint.ts"
import { instant } from "../net/instant.ts"
import { type Assertion, mergeAssertions, withAssertion, withoutSource } from "./assertion.ts"

const assertion = (source: string, seenAt: number, ...endpoints: string[]): Assertion => ({
  source,
  seenAt: instant(seenAt),
  affiliate: { ...affiliate("b", ...endpoints), nodename: `as ${source} says`, operatingSystem: source },
})

const all = (...assertions: Assertion[]) => assertions.reduce<readonly Assertion[]>(withAssertion, [])

test("the order in which sources are heard does not matter", () => {
  const [a, b, c] = [
    assertion("x", 3, "192.0.2.3:1"),
    assertion("y", 1, "192.0.2.1:1"),
    assertion("z", 2, "192.0.2.2:1"),
  ]
  const orders = [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]]
  const merged = orders.map((order) => mergeAssertions(all(...order)))
  for (const one of merged) assert.deepEqual(one, merged[0])
  assert.deepEqual(merged[0]?.kubespan?.endpoints.map(formatEndpoint), ["192.0.2.3:1", "192.0.2.2:1", "192.0.2.1:1"])
})

test("the freshest word counts, and of one instant that of the first source by name", () => {
  const merged = mergeAssertions(all(assertion("x", 1), assertion("y", 2)))
  assert.deepEqual([merged?.nodename, merged?.operatingSystem], ["as y says", "y"])
  assert.equal(mergeAssertions(all(assertion("y", 2), assertion("x", 2)))?.nodename, "as x says")
})

test("what the freshest source does not know another may", () => {
  const fresh: Assertion = { ...assertion("x", 9), affiliate: { ...affiliate("b"), nodename: "", operatingSystem: "" } }
  const merged = mergeAssertions(all(fresh, assertion("y", 1)))
  assert.deepEqual([merged?.nodename, merged?.operatingSystem], ["as y says", "y"])
})

test("two sources that disagree on the key: the fresher one's key, and its address with it", () => {
  const other: Assertion = {
    source: "x",
    seenAt: instant(9),
    affiliate: { ...affiliate("c"), nodeId: affiliate("b").nodeId },
  }
  const merged = mergeAssertions(all(assertion("y", 1), other))
  assert.deepEqual([merged?.kubespan?.publicKey, merged?.kubespan?.address], [keyOf("c"), "fd50::99"])
})

test("a source speaks once; nobody's word is nothing", () => {
  const both = all(assertion("x", 1, "192.0.2.1:1"), assertion("x", 2, "192.0.2.2:1"))
  assert.equal(both.length, 1)
  assert.deepEqual(withoutSource(both, "x"), [])
  assert.deepEqual(withoutSource(both, "y"), both)
  assert.equal(mergeAssertions([]), undefined)
})

// Talos, internal/app/machined/pkg/controllers/cluster/affiliate_merge_test.go (spec/kubespan.md 10.9).
test("upstream's affiliate merge: a source that falls silent takes its own contribution with it and nothing else", () => {
  const { kubespan: _, ...plain } = affiliate("b")
  const kubernetes: Assertion = { source: "kubernetes", seenAt: instant(1), affiliate: plain }
  const service: Assertion = {
    source: "service",
    seenAt: instant(2),
    affiliate: { ...affiliate("b", "192.0.2.1:1"), controlPlane: { port: 6443 } },
  }
  const both = all(kubernetes, service)
  assert.deepEqual(mergeAssertions(both), service.affiliate)
  assert.deepEqual(mergeAssertions(withoutSource(both, "service")), plain)
  assert.equal(mergeAssertions(withoutSource(withoutSource(both, "service"), "kubernetes")), undefined)
})
