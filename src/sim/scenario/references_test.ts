import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { FIRST_SERVICE } from "../../domain/discovery/assertion.ts"
import { nodeIssues, portIssues, routerIssues, serviceIssues, someOf, spanIssues } from "./references.ts"

const file = scenario(small({ discovery: { more: { second: {} } } }))
const bare = scenario(small({ nodes: {}, expect: [] }))
const path = ["x", 0]

test("a node that is there is no issue, one that is not is told those that are", () => {
  assert.deepEqual(nodeIssues(file, "a", path), [])
  assert.deepEqual(nodeIssues(file, "home", path), [{ path, message: 'There is no node "home"; there is a, s' }])
  assert.equal(nodeIssues(file, "constructor", path).length, 1)
})

test("of many only the first twenty are told", () => {
  const nodes = Object.fromEntries(
    Array.from(
      { length: 30 },
      (_, i) => [`n${i}`, { interfaces: { e: { on: "internet", address: `198.51.100.${i + 1}` } } }],
    ),
  )
  const [issue] = nodeIssues(scenario(small({ nodes, expect: [] })), "x", path)
  assert.match(issue?.message ?? "", /there is n0, n1, .*n19$/)
})

test("a router that is there is no issue, one that is not is told those that are, if any", () => {
  assert.deepEqual(routerIssues(file, "home", path), [])
  assert.deepEqual(routerIssues(file, "a", path), [{ path, message: 'There is no router "a"; there is home' }])
  const { routers: _, ...routerless } = bare
  assert.deepEqual(routerIssues(routerless, "a", path), [{ path, message: 'There is no router "a"; there is none' }])
})

test("a port is an interface of a node, and what is wrong with it is said at the word that is wrong", () => {
  assert.deepEqual(portIssues(file, { node: "a", interface: "eth0" }, path), [])
  assert.deepEqual(portIssues(file, { node: "a", interface: "eth9" }, path), [
    { path: [...path, "interface"], message: '"a" has no interface "eth9"; it has eth0' },
  ])
  assert.deepEqual(portIssues(file, { node: "x", interface: "eth0" }, path), [
    { path: [...path, "node"], message: 'There is no node "x"; there is a, s' },
  ])
})

test("an instant lies within the story, its end included; none is none too many", () => {
  for (const at of [undefined, "0s", "59s", "60s", "1m"]) assert.deepEqual(spanIssues(file, at, path), [], at)
  assert.deepEqual(spanIssues(file, "60001ms", path), [
    { path, message: "60001ms is after the end of the scenario, at 60s" },
  ])
})

test("the first service is always there, others if the file has them", () => {
  for (const name of [undefined, "service", "second"]) assert.deepEqual(serviceIssues(file, name, path), [], name)
  assert.deepEqual(serviceIssues(file, "third", path), [
    { path, message: 'There is no service "third"; there is service, second' },
  ])
  assert.deepEqual(serviceIssues(bare, "second", path), [{
    path,
    message: 'There is no service "second"; there is service',
  }])
  assert.deepEqual(serviceIssues(bare, FIRST_SERVICE, path), [])
  assert.equal(serviceIssues(file, "constructor", path).length, 1)
})

test("a choice is no longer than anybody reads, and may begin with what is always there", () => {
  const entries = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n${i}`, i]))
  assert.equal(someOf({ a: 1, b: 2 }), "a, b")
  assert.equal(someOf(entries).split(", ").length, 20)
  assert.equal(someOf(entries, "internet").split(", ")[0], "internet")
  assert.equal(someOf(undefined, "internet"), "internet")
})
