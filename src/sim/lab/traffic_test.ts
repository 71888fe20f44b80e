import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { seconds } from "../../domain/net/instant.ts"
import { isAnswer } from "./probe.ts"
import { scheduleOf } from "./traffic.ts"

const lines = (change: Record<string, unknown>, until = 3) =>
  scheduleOf(scenario(small(change)), seconds(until)).probes.map(({ at, from, port, to, ttl }) =>
    `${at / 1_000_000} ${from}:${port} > ${isAnswer(to) ? "" : formatEndpoint(to)} ${ttl}`
  )

test("pings go to the address that the target would announce, as it looks from outside", () => {
  assert.deepEqual(lines({ traffic: [{ from: "a", to: "s", every: "2s" }, { from: "s", to: "a", every: "2s" }] }), [
    "0 a:51820 > 198.51.100.1:51820 64",
    "0 s:51820 > 203.0.113.1:51820 64",
    "2 a:51820 > 198.51.100.1:51820 64",
    "2 s:51820 > 203.0.113.1:51820 64",
  ])
})

test("neighbours are called by their own addresses", () => {
  const at = (address: string) => ({ interfaces: { eth0: { on: "home", address } } })
  const nodes = { a: at("192.168.1.2"), s: at("192.168.1.3") }
  assert.deepEqual(lines({ nodes, traffic: [{ from: "a", to: "s", every: "9s" }] }), [
    "0 a:51820 > 192.168.1.3:51820 64",
  ])
})

test("a node begins when it starts, and never if it never does", () => {
  const at = (on: string, address: string, start: string) => ({ interfaces: { eth0: { on, address } }, start })
  const nodes = { a: at("home", "192.168.1.2", "2s"), s: at("internet", "198.51.100.1", "never") }
  assert.deepEqual(lines({ nodes, traffic: [{ from: "all", to: "all", every: "9s" }] }), [
    "2 a:51820 > 198.51.100.1:51820 64",
  ])
})

test("datagrams go as they are, and reboots empty a router's table", () => {
  const datagrams = [{ at: "1s", from: "a", port: 9, to: "198.51.100.9:1", ttl: 3, every: "500ms", times: 2 }]
  const change = { traffic: [], datagrams, timeline: [{ at: "2s", do: "reboot", router: "home" }] }
  assert.deepEqual(lines(change), ["1 a:9 > 198.51.100.9:1 3", "1.5 a:9 > 198.51.100.9:1 3"])
  const { flushes } = scheduleOf(scenario(small(change)), seconds(3))
  assert.deepEqual(flushes.map(({ at, router }) => [at, router]), [[2_000_000, "home"]])
})

test("what happens at the very end is played, and nothing after it", () => {
  const datagrams = ["3s", "3001ms"].map((at) => ({ at, from: "a", port: 9, to: "198.51.100.9:1" }))
  const timeline = ["3s", "3001ms"].map((at) => ({ at, do: "reboot", router: "home" }))
  const change = { traffic: [], datagrams, timeline }
  assert.deepEqual(lines(change), ["3 a:9 > 198.51.100.9:1 64"])
  assert.equal(scheduleOf(scenario(small(change)), seconds(3)).flushes.length, 1)
})
