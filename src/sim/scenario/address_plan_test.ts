import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, scenario, small } from "../../../tests/harness/scenario_data.ts"
import { addressConflicts, inOrder } from "./address_plan.ts"

const at = (on: string, ...address: string[]) => ({ interfaces: { eth0: { on, address } } })

test("a router's outside address is taken as well", () => {
  assert.deepEqual(complaints(small({ nodes: { a: at("internet", "203.0.113.1") }, expect })), [
    "nodes.a.interfaces.eth0.address: 203.0.113.1 is taken on internet by home",
  ])
})

test("the same address on two networks is no conflict", () => {
  const routers = {
    home: { outside: "203.0.113.1", inside: "192.168.1.0/24" },
    office: { outside: "203.0.113.2", inside: "192.168.1.0/24" },
  }
  const nodes = { a: at("home", "192.168.1.2"), b: at("office", "192.168.1.2") }
  assert.deepEqual(complaints(small({ routers, nodes, expect })), [])
})

test("an address is free once its owner moved away or went down, and not before", () => {
  const nodes = { a: at("internet", "198.51.100.1"), b: at("internet", "198.51.100.2") }
  const take = { do: "address", node: "b", interface: "eth0", address: "198.51.100.1" }
  const leave = { do: "interface-down", node: "a", interface: "eth0" }
  const back = { at: "9s", do: "interface-up", node: "a", interface: "eth0" }
  const play = (...timeline: unknown[]) => addressConflicts(scenario(small({ nodes, expect, timeline })))
  assert.deepEqual(play({ at: "1s", ...leave }, { at: "2s", ...take }), [])
  assert.deepEqual(play({ at: "2s", ...leave }, { at: "1s", ...take })[0], {
    path: ["timeline", 1, "address"],
    message: "198.51.100.1 is taken on internet by a, interface eth0",
  })
  assert.deepEqual(play({ at: "1s", ...leave }, { at: "2s", ...take }, back)[0]?.path, ["timeline", 2])
  const moved = { at: "1s", do: "move", node: "a", interface: "eth0", to: { on: "home", address: "192.168.1.9" } }
  assert.deepEqual(play(moved, { at: "2s", ...take }), [])
})

test("an interface that begins down has no address yet", () => {
  const nodes = {
    a: { interfaces: { eth0: { on: "internet", address: "198.51.100.1", up: false } } },
    b: at("internet", "198.51.100.1"),
  }
  assert.deepEqual(complaints(small({ nodes, expect })), [])
})

test("actions are taken by time, and at one time in the order of the file", () => {
  const timeline = [{ at: "2s", do: "heal" }, { at: "1s", do: "heal" }, { at: "2000ms", do: "heal" }]
  const file = scenario(small({ timeline }))
  assert.deepEqual(inOrder(file.timeline ?? []).map((one) => one.position), [1, 0, 2])
})

test("a router comes back as an address that nobody has, and leaves the one that it had", () => {
  const reboot = (outside: string, more = {}) => ({ at: "9s", do: "reboot", router: "home", outside, ...more })
  assert.deepEqual(complaints(small({ timeline: [reboot("198.51.100.1")] })), [
    "timeline.0.outside: 198.51.100.1 is taken on internet by s, interface eth0",
  ])
  const take = { at: "10s", do: "address", node: "s", interface: "eth0", address: "203.0.113.1" }
  assert.deepEqual(complaints(small({ timeline: [reboot("203.0.113.9"), take] })), [])
  assert.deepEqual(complaints(small({ timeline: [take] })), [
    "timeline.0.address: 203.0.113.1 is taken on internet by home",
  ])
})

test("of several addresses a router that comes back keeps all but the first", () => {
  const routers = { home: { outside: ["203.0.113.1", "203.0.113.2"], inside: "192.168.1.0/24" } }
  const reboot = { at: "9s", do: "reboot", router: "home", outside: "203.0.113.9" }
  const take = (address: string) => ({ at: "10s", do: "address", node: "s", interface: "eth0", address })
  assert.deepEqual(complaints(small({ routers, timeline: [reboot, take("203.0.113.1")] })), [])
  assert.deepEqual(complaints(small({ routers, timeline: [reboot, take("203.0.113.2")] })), [
    "timeline.1.address: 203.0.113.2 is taken on internet by home",
  ])
})

test("a move with a gap leaves at once, arrives after it, and not if something else was done meanwhile", () => {
  const b = (more: Record<string, unknown>) => ({ node: "b", interface: "eth0", ...more })
  const nodes = { a: at("home", "192.168.1.2"), b: at("internet", "198.51.100.1") }
  const play = (...timeline: unknown[]) => complaints(small({ nodes, timeline, expect }))
  const gone = b({ at: "10s", do: "move", gap: "10s", to: { on: "internet", address: "198.51.100.9" } })
  const a = (at: string, address: string) => ({
    at,
    do: "move",
    node: "a",
    interface: "eth0",
    to: { on: "internet", address },
  })
  assert.deepEqual(play(gone, a("12s", "198.51.100.1")), [], "its old address is free")
  assert.deepEqual(play(gone, a("12s", "198.51.100.9")), [
    "timeline.0.to.address: 198.51.100.9 is taken on internet by a, interface eth0",
  ])
  assert.deepEqual(play(gone, a("22s", "198.51.100.9")), [
    "timeline.1.to.address: 198.51.100.9 is taken on internet by b, interface eth0",
  ])
  assert.deepEqual(play(gone, a("12s", "198.51.100.1"), b({ at: "13s", do: "interface-up" })), [
    "timeline.2: 198.51.100.1 is taken on internet by a, interface eth0",
  ])
  const stay = b({ at: "13s", do: "interface-up" })
  assert.deepEqual(play(gone, stay, a("22s", "198.51.100.9")), [], "it never got there")
  assert.deepEqual(play(gone, b({ at: "12s", do: "address", address: "198.51.100.10" })), [
    "timeline.1: The interface is nowhere at 12s; say in the move which address it will have",
  ])
})

test("an interface that moves and is down there, or is given an address while it is down, takes none", () => {
  const nodes = { a: at("home", "192.168.1.2"), b: at("internet", "198.51.100.1") }
  const play = (...timeline: unknown[]) => complaints(small({ nodes, timeline, expect }))
  const off = {
    at: "1s",
    do: "move",
    node: "b",
    interface: "eth0",
    to: { on: "internet", address: "198.51.100.9", up: false },
  }
  const a = { at: "2s", do: "move", node: "a", interface: "eth0", to: { on: "internet", address: "198.51.100.9" } }
  assert.deepEqual(play(off, a), [])
  const down = { at: "0s", do: "interface-down", node: "b", interface: "eth0" }
  const change = { at: "1s", do: "address", node: "b", interface: "eth0", address: "198.51.100.9" }
  assert.deepEqual(play(down, change, a), [])
  const up = { at: "3s", do: "interface-up", node: "b", interface: "eth0" }
  assert.equal(play(down, change, a, up)[0], "timeline.3: 198.51.100.9 is taken on internet by a, interface eth0")
})

test("whoever leaves later and is back sooner arrives first", () => {
  const nodes = { a: at("home", "192.168.1.2"), b: at("internet", "198.51.100.1") }
  const to = (on: string, address: string) => ({ do: "move", interface: "eth0", to: { on, address } })
  const slow = { at: "1s", gap: "20s", node: "b", ...to("internet", "198.51.100.9") }
  const quick = { at: "2s", gap: "5s", node: "a", ...to("internet", "198.51.100.9") }
  const back = { at: "15s", node: "a", ...to("home", "192.168.1.2") }
  assert.deepEqual(complaints(small({ nodes, timeline: [slow, quick, back], expect })), [])
  assert.deepEqual(complaints(small({ nodes, timeline: [slow, quick], expect })), [
    "timeline.0.to.address: 198.51.100.9 is taken on internet by a, interface eth0",
  ])
})

const expect = [{ that: "no-plaintext" }]
