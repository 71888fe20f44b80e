import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { kernelLuck } from "./kernel_luck.ts"
import { ModelLab, type ModelOptions } from "./model.ts"
import { outcomeText } from "./outcome.ts"
import type { Probe } from "./probe.ts"

const bare = { home: { preset: "linux-bare", outside: "203.0.113.1", inside: "192.168.1.0/24" } }
const probe = (ms: number, from: string, to: Probe["to"], ttl = 64): Probe => ({
  at: instant(ms * 1000),
  from,
  port: 51820,
  to,
  ttl,
})
const run = (probes: readonly Probe[], flushes: { at: ReturnType<typeof instant>; router: string }[] = []) =>
  new ModelLab(scenario(small({ routers: bare })), { probes, flushes }, { seed: 1 }).run().map(outcomeText)

const S = endpoint("198.51.100.1:51820")
const A = endpoint("203.0.113.1:51820")

test("a probe is seen on every network that it crosses, as it looks there, and an answer finds back", () => {
  assert.deepEqual(run([probe(0, "a", S), probe(100, "s", { answering: 0 })]), [
    "home: 192.168.1.2:51820 > 198.51.100.1:51820; internet: 203.0.113.1:51820 > 198.51.100.1:51820; " +
    "s got 203.0.113.1:51820 > 198.51.100.1:51820",
    "internet: 198.51.100.1:51820 > 203.0.113.1:51820; home: 198.51.100.1:51820 > 192.168.1.2:51820; " +
    "a got 198.51.100.1:51820 > 192.168.1.2:51820",
  ])
})

test("what is to answer something that never came is not sent", () => {
  assert.deepEqual(run([probe(0, "a", endpoint("192.0.2.9:1")), probe(100, "s", { answering: 0 })])[1], "not sent")
})

// spec/nat.md E2 and E9.
test("what comes in first takes the port, unless the router forgets", () => {
  const probes = [probe(0, "s", A), probe(300, "a", S)]
  assert.ok(!run(probes)[1]?.includes("203.0.113.1:51820 >"))
  assert.ok(run(probes, [{ at: instant(200_000), router: "home" }])[1]?.includes("203.0.113.1:51820 >"))
})

test("whatever router draws, with the luck of another run it draws the same", () => {
  const probes = Array.from({ length: 5 }, (_, i) => probe(i * 100, "a", endpoint(`198.51.100.1:${i + 1}`)))
  for (const preset of ["corporate", "linux-masquerade-random"]) {
    const file = scenario(small({ routers: { home: { ...bare.home, preset } } }))
    const play = (options: ModelOptions) => new ModelLab(file, { probes, flushes: [] }, options).run()
    const [seen, other] = [play({ seed: 1 }), play({ seed: 2 })]
    assert.notDeepEqual(other.map(outcomeText), seen.map(outcomeText))
    assert.deepEqual(play({ seed: 2, luck: kernelLuck(file, seen) }).map(outcomeText), seen.map(outcomeText))
  }
})

// spec/nat.md 1.3: until a connection is collected, new ones of its source copy its port.
test("in a tidy schedule what is over is collected before each probe", () => {
  const probes = [probe(0, "s", A), probe(300, "a", S), probe(31_000, "a", endpoint("198.51.100.1:9"))]
  const play = (isTidy: boolean) =>
    new ModelLab(scenario(small({ routers: bare })), { probes, flushes: [], isTidy }, { seed: 1 }).run()[2]
      ?.crossings.find(({ network }) => network === "internet")?.source.port
  assert.equal(play(true), 51820)
  assert.notEqual(play(false), 51820)
})

test("errors are heard by the sender", () => {
  const [text] = run([probe(0, "a", S, 3)])
  assert.match(text ?? "", /a told time-exceeded by 192\.0\.2\.254 of 198\.51\.100\.1:51820$/)
})
