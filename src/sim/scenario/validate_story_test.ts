import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

const timeline = (...actions: unknown[]) => complaints(small({ timeline: actions }))
const expecting = (...expectations: unknown[]) => complaints(small({ expect: expectations }))
const traffic = (...pings: unknown[]) => complaints(small({ traffic: pings }))

test("what an action names must exist", () => {
  assert.deepEqual(
    timeline(
      { at: "1s", do: "interface-down", node: "x", interface: "eth0" },
      { at: "1s", do: "interface-up", node: "a", interface: "eth1" },
      { at: "1s", do: "reboot", router: "hoem" },
      { at: "1s", do: "partition", between: [["a"], ["home", "x"]] },
      { at: "1s", do: "clock", node: "y", by: "-1h" },
      { at: "1s", do: "move", node: "a", interface: "eth0", to: { on: "internet", address: "198.51.100.9" } },
    ),
    [
      'timeline.0.node: There is no node "x"; there is a, s',
      'timeline.1.interface: "a" has no interface "eth1"; it has eth0',
      'timeline.2.router: There is no router "hoem"; there is home',
      'timeline.3.between.1.1: There is no node or router "x"',
      'timeline.4.node: There is no node "y"; there is a, s',
    ],
  )
})

test("a link and a firewall belong to one thing", () => {
  const link = { loss: "5%" }
  assert.deepEqual(
    timeline(
      { at: "1s", do: "link", link },
      { at: "1s", do: "link", node: "a", interface: "eth0", router: "home", link },
      { at: "1s", do: "link", router: "home", link },
      { at: "1s", do: "firewall", firewall: {} },
      { at: "1s", do: "firewall", node: "a", router: "home", firewall: {} },
      { at: "1s", do: "firewall", node: "a", firewall: { udp: "blocked" } },
    ),
    [
      'timeline.0: A link is named by "node" and "interface", or by "router"',
      'timeline.1: A link is named by "node" and "interface", or by "router"',
      'timeline.3: A firewall is named by "node" or by "router"',
      'timeline.4: A firewall is named by "node" or by "router"',
    ],
  )
})

test("a changed address lies on the network where the interface then is", () => {
  const change = (address: string) => ({ at: "20s", do: "address", node: "a", interface: "eth0", address })
  const move = { at: "10s", do: "move", node: "a", interface: "eth0", to: { on: "internet", address: "198.51.100.9" } }
  assert.deepEqual(timeline(change("10.0.0.1")), [
    "timeline.0.address: 10.0.0.1 is not on home, which is 192.168.1.0/24",
  ])
  assert.deepEqual(timeline(move, change("203.0.113.77")), [])
})

test("nothing happens, and nothing is expected, after the end", () => {
  const late = "is after the end of the scenario, at 60s"
  assert.deepEqual(timeline({ at: "61s", do: "heal" }), [`timeline.0.at: 61s ${late}`])
  assert.deepEqual(
    expecting(
      { that: "state", node: "a", peer: "s", at: "2m", is: "up" },
      { that: "converged", by: "61s" },
      { that: "pair-down", pair: ["a", "s"], from: "1s", until: "3m" },
      { that: "pings", from: "a", to: "s", start: "0s", stop: "4m", lost: {} },
    ),
    [`expect.0.at: 2m ${late}`, `expect.1.by: 61s ${late}`, `expect.2.until: 3m ${late}`, `expect.3.stop: 4m ${late}`],
  )
})

test("what an expectation names must exist, and a pair is two", () => {
  assert.deepEqual(
    expecting(
      { that: "pair-up", pair: ["a", "a"], within: "1s" },
      { that: "endpoint", node: "a", peer: "x", at: "1s", is: "192.0.2.1:1" },
      { that: "no-plaintext" },
    ),
    ["expect.0.pair: A pair is two different nodes", 'expect.1.peer: There is no node "x"; there is a, s'],
  )
})

test("pings have ends, an interval and a limit", () => {
  assert.deepEqual(traffic({ from: "a", to: "a", every: "1s" }), ['traffic.0.to: "a" does not ping itself'])
  assert.deepEqual(traffic({ from: "all", to: "x", every: "1s" }), [
    'traffic.0.to: There is no node "x"; there is a, s',
  ])
  assert.deepEqual(traffic({ from: "a", to: "s", every: "0s" })[0], "traffic.0.every: Expected more than zero")
  assert.match(
    complaints(small({ duration: "3650d", traffic: [{ from: "all", to: "all", every: "1s" }] }))[0] ?? "",
    /^traffic: About [0-9]+ pings in all/,
  )
  assert.deepEqual(traffic(), [])
})

test("a service that goes down is one of those that there are", () => {
  const play = (action: Record<string, unknown>) =>
    complaints(
      small({
        discovery: { more: { second: {} } },
        timeline: [{ at: "1s", do: "discovery", state: "down", ...action }],
      }),
    )
  for (const action of [{}, { service: "service" }, { service: "second" }]) assert.deepEqual(play(action), [])
  assert.deepEqual(play({ service: "third" }), [
    'timeline.0.service: There is no service "third"; there is service, second',
  ])
})

test("Kubernetes goes down only where there is one", () => {
  const timeline = [{ at: "1s", do: "kubernetes", state: "down" }]
  assert.deepEqual(complaints(small({ timeline, kubernetes: {} })), [])
  assert.deepEqual(complaints(small({ timeline })), ["timeline.0: There is no kubernetes in this scenario"])
})

test("traffic starts before it stops", () => {
  const ping = { from: "a", to: "s", every: "1s" }
  assert.deepEqual(traffic({ ...ping, start: "5s", stop: "4s" }), ["traffic.0.stop: 4s is before the start, at 5s"])
  assert.deepEqual(traffic({ ...ping, start: "5s", stop: "5s" }), [])
})

test("a scenario expects something", () => {
  assert.deepEqual(complaints(small({ expect: [] })), ["expect: Expected at least one expectation"])
})

test("what cannot fail, or not be met, is no expectation", () => {
  const down = { that: "pair-down", pair: ["a", "s"] }
  const pings = { that: "pings", from: "a", to: "s" }
  const candidates = { that: "candidates", node: "a", peer: "s", at: "1s" }
  assert.deepEqual(
    expecting(
      { ...down, from: "9s", until: "9s" },
      { ...down, reason: "  " },
      { ...pings, lost: {} },
      { ...pings, lost: { "at-least": 3, "at-most": 2 } },
      { ...pings, lost: { "at-most": 2 }, start: "5s", stop: "4s" },
      { ...pings },
      { ...pings, to: "a", lost: { "at-most": 2 } },
      { that: "state", node: "a", peer: "a", at: "1s", is: "up" },
      { that: "endpoint", node: "a", peer: "a", at: "1s", is: "192.0.2.1:1" },
      candidates,
      { ...candidates, has: [], lacks: [] },
      { that: "allowed", node: "a", peer: "s", at: "1s" },
    ),
    [
      "expect.0.until: 9s is not after the beginning, at 9s",
      "expect.1.reason: Expected some words",
      "expect.2.lost: Expected at-least, at-most or both",
      "expect.3.lost: At least 3 is more than at most 2",
      "expect.4.stop: 4s is not after the beginning, at 5s",
      "expect.5: Expected lost, in-clear or both",
      "expect.6.to: A node has no peer of its own name",
      "expect.7.peer: A node has no peer of its own name",
      "expect.8.peer: A node has no peer of its own name",
      "expect.9: Expected has, lacks or first",
      "expect.10: Expected has, lacks or first",
      "expect.11: Expected has, lacks or both",
    ],
  )
  const { s: _, ...alone } = { a: { interfaces: { eth0: { on: "home", address: "192.168.1.2" } } }, s: 0 }
  assert.deepEqual(complaints(small({ nodes: alone, expect: [{ that: "converged", by: "1s" }] })), [
    "expect.0: One node alone has nobody to meet",
  ])
})
