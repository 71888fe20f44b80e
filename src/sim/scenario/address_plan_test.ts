import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, scenario, small } from "../../../tests/harness/scenario_data.ts"
import { addressConflicts, inOrder } from "./address_plan.ts"

const at = (on: string, ...address: string[]) => ({ interfaces: { eth0: { on, address } } })

test("a router's outside address is taken as well", () => {
  assert.deepEqual(complaints(small({ nodes: { a: at("internet", "203.0.113.1") }, expect: [] })), [
    "nodes.a.interfaces.eth0.address: 203.0.113.1 is taken on internet by home",
  ])
})

test("the same address on two networks is no conflict", () => {
  const routers = {
    home: { outside: "203.0.113.1", inside: "192.168.1.0/24" },
    office: { outside: "203.0.113.2", inside: "192.168.1.0/24" },
  }
  const nodes = { a: at("home", "192.168.1.2"), b: at("office", "192.168.1.2") }
  assert.deepEqual(complaints(small({ routers, nodes, expect: [] })), [])
})

test("an address is free once its owner moved away or went down, and not before", () => {
  const nodes = { a: at("internet", "198.51.100.1"), b: at("internet", "198.51.100.2") }
  const take = { do: "address", node: "b", interface: "eth0", address: "198.51.100.1" }
  const leave = { do: "interface-down", node: "a", interface: "eth0" }
  const back = { at: "9s", do: "interface-up", node: "a", interface: "eth0" }
  const play = (...timeline: unknown[]) => addressConflicts(scenario(small({ nodes, expect: [], timeline })))
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
  assert.deepEqual(complaints(small({ nodes, expect: [] })), [])
})

test("actions are taken by time, and at one time in the order of the file", () => {
  const timeline = [{ at: "2s", do: "heal" }, { at: "1s", do: "heal" }, { at: "2000ms", do: "heal" }]
  const file = scenario(small({ timeline }))
  assert.deepEqual(inOrder(file.timeline ?? []).map((one) => one.position), [1, 0, 2])
})
