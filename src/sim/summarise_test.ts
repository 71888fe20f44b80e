import assert from "node:assert/strict"
import { test } from "node:test"
import * as Schema from "effect/Schema"
import { ranWorld } from "../../tests/harness/worlds.ts"
import { summarise } from "./summarise.ts"
import { RunSummary } from "./summary.ts"

const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })
const symmetric = (n: number) => ({ preset: "corporate", outside: `203.0.113.${n}`, inside: `192.168.${n}.0/24` })
const facts = { file: "x.yaml", seed: 1, policy: "kubespan", suite: "model", wallMs: 12.345 }

test("a summary has whom each node takes for members, and where the control plane is", () => {
  const nodes = {
    a: at("internet", "198.51.100.1", { role: "controlplane" }),
    b: at("internet", "198.51.100.2"),
    c: at("internet", "198.51.100.3", { start: "never" }),
  }
  const [a, b, c] = summarise(ranWorld({ nodes }), facts).nodes
  assert.deepEqual([a?.members, b?.members], [["a", "b"], ["a", "b"]])
  assert.equal(b?.controlPlane[0], "198.51.100.1")
  assert.match(b?.controlPlane[1] ?? "", /^fd[0-9a-f:]+$/, "its mesh address is among its addresses")
  assert.deepEqual(c, { name: "c", isRunning: false, members: [], controlPlane: [] })
})

test("a summary has the pairs with path, time, endpoint and reason", () => {
  const world = ranWorld({
    duration: "2m",
    routers: { x: symmetric(1), y: symmetric(2) },
    nodes: {
      a: at("x", "192.168.1.2"),
      b: at("y", "192.168.2.2"),
      s: at("internet", "198.51.100.1", { start: "5s" }),
    },
    expect: [{ that: "pair-up", pair: ["a", "s"], within: "10s", because: "s is public" }],
  })
  const run = summarise(world, facts)
  assert.equal(run.verdict, "pass")
  assert.equal(run.wallMs, 12.3)
  assert.equal(run.expectations[0]?.because, "s is public")
  const pair = (from: string, to: string) => run.pairs.find((one) => one.from === from && one.to === to)
  assert.equal(run.pairs.length, 6)
  assert.deepEqual({ ...pair("a", "s"), endpoint: "" }, {
    from: "a",
    to: "s",
    state: "up",
    path: "direct",
    firstUpMs: 122,
    endpoint: "",
    reason: null,
  }, "counted from when both ran, at 5 s")
  assert.equal(pair("a", "b")?.path, "none")
  assert.match(pair("a", "b")?.reason ?? "", /^x and y use a new port for every peer/)
  assert.ok(Schema.is(RunSummary)(run))
})

test("a broken rule fails a run that met all its expectations", () => {
  const world = ranWorld({ nodes: { a: at("internet", "198.51.100.1") } })
  world.log.violated("fold", "the log of a does not fold to its state", world.end)
  const run = summarise(world, facts)
  assert.equal(run.verdict, "fail")
  assert.deepEqual(run.violations, [{ atMs: 60_000, check: "fold", detail: "the log of a does not fold to its state" }])
})

test("neighbours are not told of the routers between them, and whoever is off is named", () => {
  const world = ranWorld({
    routers: { x: { ...symmetric(1), firewall: { udp: "blocked" } } },
    nodes: { a: at("x", "192.168.1.2"), b: at("x", "192.168.1.3"), c: at("x", "192.168.1.4", { start: "never" }) },
    timeline: [{ at: "10s", do: "link", node: "a", interface: "eth0", link: { loss: "100%" } }],
    duration: "10m",
  })
  const reason = (from: string, to: string) =>
    summarise(world, facts).pairs.find((one) => one.from === from && one.to === to)?.reason ?? ""
  assert.match(reason("a", "b"), /^[0-9]+ to 192\.168\.1\.3:51820: lost on the link of a/)
  assert.equal(reason("a", "c"), "c is not running")
  assert.equal(reason("c", "a"), "c is not running")
})
