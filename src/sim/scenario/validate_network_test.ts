import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
const at = (on: string, address: string) => ({ interfaces: { eth0: { on, address } } })
const routers = (change: Record<string, unknown>) => complaints(small({ routers: { home, ...change } }))
const nodes = (change: Record<string, unknown>) =>
  complaints(small({ nodes: change, expect: [{ that: "no-plaintext" }] }))

test("a router behind itself, near or far, is found", () => {
  assert.deepEqual(routers({ home: { ...home, behind: "home" } }), ['routers.home.behind: "home" is behind itself'])
  const circle = { x: { ...home, behind: "y" }, y: { ...home, behind: "x" } }
  assert.deepEqual(routers(circle), [
    'routers.x.behind: "x" is behind itself',
    'routers.y.behind: "y" is behind itself',
  ])
})

test("a network that does not exist is answered with those that do", () => {
  assert.deepEqual(routers({ x: { ...home, outside: "203.0.113.2", behind: "hoem" } }), [
    'routers.x.behind: There is no network "hoem"; there is internet, home, x',
  ])
  assert.deepEqual(nodes({ a: at("hmoe", "192.168.1.2") }), [
    'nodes.a.interfaces.eth0.on: There is no network "hmoe"; there is internet, home',
  ])
})

test("names that every object has are not known for that", () => {
  assert.deepEqual(nodes({ a: at("constructor", "192.168.1.2") }), [
    'nodes.a.interfaces.eth0.on: There is no network "constructor"; there is internet, home',
  ])
})

test("an address must lie inside its network", () => {
  assert.deepEqual(nodes({ a: at("home", "10.0.0.2") }), [
    "nodes.a.interfaces.eth0.address: 10.0.0.2 is not on home, which is 192.168.1.0/24",
  ])
  assert.deepEqual(routers({ inner: { behind: "home", outside: "203.0.113.5", inside: "10.0.0.0/8" } }), [
    "routers.inner.outside: 203.0.113.5 is not on home, which is 192.168.1.0/24",
  ])
})

test("a router with NAT has one IPv4 address to translate to", () => {
  const message = (what: string) => `routers.home.outside: A router with NAT has ${what}; or say "nat: none"`
  const two = ["203.0.113.1", "203.0.113.2"]
  assert.deepEqual(routers({ home: { ...home, outside: two } }), [], "a pool, by the axes of RFC 4787")
  assert.deepEqual(routers({ home: { ...home, linux: {}, outside: two } }), [
    message("exactly one IPv4 address outside, not 2"),
  ])
  assert.deepEqual(routers({ home: { ...home, outside: "2001:db8::1" } }), [message("an IPv4 address outside")])
  assert.deepEqual(routers({ home: { ...home, outside: "2001:db8::1", nat: "none" } }), [])
})

test("names that mean something else, and names used twice, are refused", () => {
  assert.deepEqual(nodes({ all: at("home", "192.168.1.2") }), ['nodes.all: "all" is reserved; choose another name'])
  assert.deepEqual(nodes({ home: at("home", "192.168.1.2") }), [
    'nodes.home: There is a router of the same name, "home"',
  ])
  assert.deepEqual(routers({ internet: home }), ['routers.internet: "internet" is reserved; choose another name'])
})

test("nodes have interfaces, and a scenario has nodes, but not too many", () => {
  assert.deepEqual(nodes({ a: { interfaces: {} } }), ["nodes.a.interfaces: Expected at least one interface"])
  assert.deepEqual(nodes({}), ["nodes: Expected at least one node"])
  const crowd = Object.fromEntries(
    Array.from({ length: 5001 }, (_, i) => [`n${i}`, at("internet", `10.0.${i >> 8}.${i & 255}`)]),
  )
  assert.match(nodes(crowd)[0] ?? "", /^nodes: Expected at most 5000 nodes, not 5001/)
})

test("an address that no host can have is refused, wherever it stands", () => {
  for (const address of ["0.0.0.0", "127.0.0.1", "224.0.0.5", "255.255.255.255", "::", "::1", "ff02::1"]) {
    const message = `No host can have the address ${address}`
    assert.deepEqual(nodes({ a: at("internet", address) }), [`nodes.a.interfaces.eth0.address: ${message}`])
  }
  assert.deepEqual(nodes({ a: at("internet", "169.254.1.1") }), [], "unusual, but possible")
  assert.deepEqual(routers({ home: { ...home, outside: "127.0.0.1" } }), [
    "routers.home.outside: No host can have the address 127.0.0.1",
  ])
})

test("the prefixes of one router do not overlap", () => {
  assert.deepEqual(routers({ home: { ...home, inside: ["192.168.0.0/16", "10.0.0.0/8", "192.168.1.0/24"] } }), [
    "routers.home.inside.2: 192.168.1.0/24 overlaps 192.168.0.0/16",
  ])
  assert.deepEqual(routers({ home: { ...home, inside: ["192.168.1.0/24", "192.168.1.0/24"] } }), [
    "routers.home.inside.1: 192.168.1.0/24 overlaps 192.168.1.0/24",
  ])
})

test("a node starts before the end, or never", () => {
  const start = (start: string) => nodes({ a: { ...at("home", "192.168.1.2"), start } })
  assert.deepEqual(start("61s"), ["nodes.a.start: 61s is after the end of the scenario, at 60s"])
  assert.deepEqual([...start("60s"), ...start("never")], [])
})
