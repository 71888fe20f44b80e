import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../src/domain/net/endpoint.ts"
import { instant } from "../../src/domain/net/instant.ts"
import { outcome } from "../../src/sim/lab/outcome.ts"
import { scenario, small } from "../harness/scenario_data.ts"
import { lentPorts } from "./lent_ports.ts"

const OUTSIDE = "203.0.113.1"

/** What the model's router may draw at a probe, when the kernel's was seen to send them all on from these ports. */
function lent(nat: string, ports: readonly (number | undefined)[], number: number, [first, last] = [1024, 65_535]) {
  const home = { linux: { nat }, outside: OUTSIDE, inside: "192.168.1.0/24" }
  const to = endpoint("198.51.100.1:51820")
  const probes = ports.map((_, i) => ({ at: instant(i * 1_000_000), from: "a", port: 51820, to, ttl: 64 }))
  const file = scenario(small({ routers: { home } }))
  const seen = ports.map((port) => ({
    ...outcome(),
    crossings: port === undefined
      ? []
      : [{ network: "internet", source: endpoint(`${OUTSIDE}:${port}`), destination: to }],
  }))
  const luck = lentPorts({ kind: "one-nat", file, schedule: { probes, flushes: [] } }, seen)
  return luck(() => number)("home")({ first, last, isFree: () => true })
}

test("a port that the kernel drew is the model's draw, too", () => {
  assert.equal(lent("masquerade", [51_820, 4_242], 1), 4_242)
})

test("where ports are kept, one that the sender had before is none that was drawn", () => {
  assert.notEqual(lent("masquerade", [4_242, 4_242], 1), 4_242)
  assert.notEqual(lent("snat", [4_242, 51_820, 4_242], 2), 4_242)
})

test("where each connection draws, the same port may come up again, and so it may in a small range", () => {
  assert.equal(lent("masquerade random", [4_242, 4_242], 1), 4_242)
  assert.equal(lent("snat fully-random", [4_242, 4_242], 1), 4_242)
  assert.equal(lent("masquerade", [4_242, 4_242], 1, [4_242, 4_243]), 4_242)
})

test("of a packet that came out nowhere, the port is the one that its sender has next", () => {
  assert.equal(lent("masquerade", [51_820, undefined, 4_242], 1), 4_242)
  assert.notEqual(lent("masquerade", [51_820, undefined, 4_242], 1, [5_000, 9_999]), 4_242)
})
