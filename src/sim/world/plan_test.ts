import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld } from "../../../tests/harness/worlds.ts"
import { timesOf } from "./plan.ts"

const at = (address: string, start?: string) => ({
  interfaces: { eth0: { on: "internet", address } },
  ...(start && { start }),
})

test("nodes start when they say, before what else happens then, and never if they say so", () => {
  const world = ranWorld({
    nodes: { a: at("198.51.100.1"), b: at("198.51.100.2", "5s"), c: at("198.51.100.3", "never") },
    timeline: [{ at: "7s", do: "start", node: "c" }, { at: "5s", do: "heal" }],
  })
  const actions = world.log.story.lines.filter(({ node }) => node === "").map(({ at, text }) =>
    `${at / 1_000_000} ${text}`
  )
  assert.deepEqual(actions, ["0 a starts", "5 b starts", "5 all partitions are healed", "7 c starts"])
})

test("a datagram is sent once, or so many times with as much time in between", () => {
  const one = { from: "a", to: "198.51.100.2:9" }
  assert.deepEqual(timesOf({ ...one, at: "1s" }), [1_000_000])
  assert.deepEqual(timesOf({ ...one, at: "0s", every: "250ms", times: 4 }), [0, 250_000, 500_000, 750_000])
  assert.deepEqual(timesOf({ ...one, at: "1m", every: "5s" }), [60_000_000], "`every` alone repeats nothing")
})

test("datagrams go out at their times, behind what the timeline does then", () => {
  const sent: number[] = []
  const node = { interfaces: { eth0: { on: "internet", address: "198.51.100.1", link: { latency: "0ms" } } } }
  ranWorld({
    nodes: { a: { ...node, start: "never" }, b: at("198.51.100.2", "never") },
    timeline: [
      { at: "3s", do: "interface-down", node: "a", interface: "eth0" },
      { at: "5s", do: "interface-up", node: "a", interface: "eth0" },
    ],
    traffic: [],
    datagrams: [{ at: "1s", from: "a", to: "198.51.100.2:9", every: "1s", times: 6 }],
  }, {
    trace: (record) => {
      if (record.kind === "hop" && record.station === "a" && record.direction === "up") sent.push(record.at / 1_000_000)
    },
  })
  assert.deepEqual(sent, [1, 2, 5, 6])
})
