/**
 * Every setting of a router beside every other, in two networks behind each other: a scenario is refused in words, or
 * can be run. Where nobody gets through is no fault; what breaks an assertion is.
 */
import assert from "node:assert/strict"
import process from "node:process"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { kubespan } from "../../src/domain/mesh/policy/kubespan.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { decodeScenario } from "../../src/sim/scenario/decode.ts"
import { validateScenario } from "../../src/sim/scenario/validate.ts"
import { World } from "../../src/sim/world.ts"
import { anyOddRouter } from "../harness/odd_routers.ts"

const numRuns = Number(process.env["MESHFOLD_RUNS"] ?? 300)
const seed = process.env["MESHFOLD_SEED"]

const anyScenario = fc.record({
  outer: anyOddRouter,
  inner: anyOddRouter,
  isDual: fc.boolean(),
  isPooled: fc.boolean(),
  clat: fc.option(fc.constantFrom("64:ff9b::/96", "2001:db8:64::/96"), { freq: 1, nil: undefined }),
  to: fc.constantFrom(
    "198.51.100.1:51820",
    "203.0.113.1:1",
    "192.168.1.2:51820",
    "[64:ff9b::c633:6401]:9",
    "[ff02::1]:1",
  ),
}).map(({ outer, inner, isDual, isPooled, clat, to }) => {
  const sideOf = (router: object, v4: string, v6: string) => ("nat64" in router ? [v6] : isDual ? [v4, v6] : [v4])
  const outerSide = sideOf(outer, "100.64.0.0/10", "2001:db8:a::/48")
  const innerSide = sideOf(inner, "192.168.1.0/24", "fd00:1::/64")

  const has = (side: readonly string[], ...addresses: readonly string[]) =>
    addresses.filter((one) => side.some((block) => block.includes(":") === one.includes(":")))
  const more = isPooled && "nat" in outer ? ["203.0.113.2"] : []
  const at = (on: string, address: readonly string[]) => ({ interfaces: { eth0: { on, address } } })
  return {
    name: "odd",
    description: "Two networks behind each other.",
    source: "made for a test",
    duration: "10m",
    routers: {
      outer: { ...outer, outside: ["203.0.113.1", ...more, "2001:db8:1::1"], inside: outerSide },
      inner: { ...inner, behind: "outer", outside: has(outerSide, "100.64.0.9", "2001:db8:a::9"), inside: innerSide },
    },
    nodes: {
      a: {
        ...at("inner", has(innerSide, "192.168.1.2", "fd00:1::2")),
        ...(clat !== undefined && ("nat64" in inner || "nat64" in outer) && { clat }),
      },
      b: at("inner", has(innerSide, "192.168.1.3", "fd00:1::3")),
      c: at("outer", has(outerSide, "100.64.0.3", "2001:db8:a::3")),
      d: at("internet", ["198.51.100.1", "2001:db8:d::1"]),
    },
    datagrams: ["a", "c", "d"].map((from) => ({ at: "1s", from, to, every: "100ms", times: 20 })),
    timeline: [
      { at: "10s", do: "reboot", router: "outer" },
      { at: "20s", do: "firewall", router: "inner", firewall: { inbound: "accept", capacity: 1 } },
    ],
    expect: [{ that: "no-plaintext" }],
  }
})

test("routers with whatever settings are refused in words, or carry what they can", () => {
  const tally = { refused: 0, run: 0 }
  fc.assert(
    fc.property(anyScenario, (data) => {
      const decoded = decodeScenario(data)
      const issues = Result.isFailure(decoded) ? decoded.failure : validateScenario(decoded.success)
      if (Result.isFailure(decoded) || issues.length > 0) {
        assert.ok(issues.length > 0 && issues.every(({ path, message }) => path.length > 0 && message !== ""))
        tally.refused++
        return
      }
      const world = new World(decoded.success, { seed: 1, suite: modelSuite, policy: kubespan })
      world.advance(EVENTS)
      assert.deepEqual(world.log.violations, [])
      tally.run++
    }),
    { numRuns, ...(seed !== undefined && { seed: Number(seed) }) },
  )
  assert.ok(tally.run > numRuns / 20, `${tally.run} of ${numRuns} were run`)
  if (numRuns >= 10_000) console.log(JSON.stringify(tally))
})

const EVENTS = 3_000
