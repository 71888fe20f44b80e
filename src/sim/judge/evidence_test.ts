import assert from "node:assert/strict"
import { test } from "node:test"
import { ranWorld, worldOf } from "../../../tests/harness/worlds.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { instant, NEVER } from "../../domain/net/instant.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { Evidence } from "./evidence.ts"

const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const S = 1_000_000
const world = ranWorld({
  duration: "10m",
  routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24" } },
  nodes: { a: at("home", "192.168.1.2"), b: at("home", "192.168.1.3"), s: at("internet", "198.51.100.1") },
  timeline: [{ at: "60s", do: "stop", node: "s" }],
})
const evidence = new Evidence(world)

test("answers of a pair are looked for from an instant on, both ways or either way", () => {
  assert.ok(evidence.bothAnswered(["a", "s"], instant(0)) < S)
  assert.equal(evidence.bothAnswered(["a", "s"], instant(60 * S)), NEVER)
  assert.ok(evidence.eitherAnswered(["s", "a"], instant(30 * S), instant(32 * S)) < 32 * S)
  assert.equal(evidence.eitherAnswered(["a", "s"], instant(61 * S), instant(600 * S)), NEVER)
})

test("a state is judged at the instant that is asked for, not at the last event before it", () => {
  assert.deepEqual([10, 200, 500].map((s) => evidence.stateAt("a", "s", instant(s * S))), ["up", "up", "down"])
  assert.equal(evidence.stateAt("a", "s", instant(0)), "unknown")
})

test("endpoints and paths are those of the instant", () => {
  assert.match(evidence.endpointAt("s", "a", instant(10 * S)) ?? "", /^203\.0\.113\.1:/)
  assert.equal(evidence.endpointAt("s", "a", instant(1)), undefined)
  assert.deepEqual(
    [
      evidence.pathAt("a", "b", instant(10 * S)),
      evidence.pathAt("a", "s", instant(10 * S)),
      evidence.pathAt("a", "s", world.end),
    ],
    ["local", "direct", "none"],
  )
})

test("what a node wants of a peer is what it wanted at the instant", () => {
  const spec = evidence.specAt("s", "a", instant(10 * S))
  assert.deepEqual(spec?.endpoints.map(formatEndpoint), ["192.168.1.2:51820", "203.0.113.1:51820"])
  assert.ok(spec?.allowedIps.includes(prefix("192.168.1.2/32")))
  assert.equal(evidence.specAt("s", "a", instant(1)), undefined)
})

test("what a file leaves out is its beginning and its end", () => {
  assert.deepEqual([evidence.start(undefined), evidence.start("5s")], [0, 5 * S])
  assert.deepEqual([evidence.stop(undefined), evidence.stop("5s")], [600 * S, 5 * S])
})

const span = (from: number, until: number) => ({ from: instant(from * S), until: instant(until * S) })

test("a node that does not run knows nobody", () => {
  assert.equal(evidence.stateAt("s", "a", instant(59 * S)), "up")
  assert.equal(evidence.stateAt("s", "a", instant(61 * S)), "unknown")
  assert.equal(evidence.pathAt("s", "a", instant(61 * S)), "none")
})

test("pings of a pair are counted both ways, and strangers are those who knew nothing of each other while they ran", () => {
  assert.equal(evidence.sentWithin(["a", "s"], span(50, 60)), 20)
  assert.equal(evidence.sentWithin(["s", "a"], span(70, 80)), 10, "s does not run")
  assert.ok(!evidence.areStrangers(["a", "s"], span(50, 60)))
  assert.ok(!evidence.areStrangers(["a", "s"], span(70, 80)))
  assert.ok(evidence.areStrangers(["a", "s"], { from: instant(0), until: instant(50_000) }))
})

test("an answer either way is one, among however many pings", () => {
  const nodes = { a: at("internet", "198.51.100.2"), s: at("internet", "198.51.100.1") }
  const oneWay = worldOf({ nodes, traffic: [] })
  const { pings } = oneWay.log
  for (let i = 0; i < 300_000; i++) pings.answered(pings.send({ from: 0, to: 1 }, instant(i)), instant(i + 50))
  const found = new Evidence(oneWay)
  for (const pair of [["a", "s"], ["s", "a"]] as const) {
    assert.equal(found.eitherAnswered(pair, instant(7), instant(S)), 57)
    assert.equal(found.bothAnswered(pair, instant(0)), NEVER)
  }
})
