import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { capacityTroubles, profileTroubles } from "./profile_troubles.ts"

const troubles = (change: Record<string, unknown>) => {
  const router = { outside: "203.0.113.1", inside: "192.168.1.0/24", ...change }
  return profileTroubles(scenario(small({ routers: { home: router } })).routers?.["home"] ?? assert.fail())
}

test("what Linux can do is in order: its own rules, homes, and symmetric routers", () => {
  for (const change of [{ linux: {} }, { preset: "home" }, { preset: "corporate" }, { nat: "none" }]) {
    assert.deepEqual(troubles(change), [])
  }
  assert.deepEqual(troubles({ nat: { unsolicited: "reject", timeout: "30s" } }), [])
})

test("what Linux cannot do is told", () => {
  assert.deepEqual(troubles({ preset: "full-cone" }), [
    "Linux has no endpoint-independent filtering",
    "Linux turns nothing round inside but port forwards",
  ])
  assert.deepEqual(troubles({ nat: { ports: "sequential" } }), [
    "Linux has no endpoint-independent mapping with sequential ports",
  ])
  assert.deepEqual(troubles({ linux: { timeout: "500ms" } }), ["conntrack counts in whole seconds"])
  const young = { unreplied: "2s", replied: "3s", assured: "9s" }
  assert.deepEqual(troubles({ linux: { timeout: young } }), [
    "conntrack has one timer for flows that are unreplied and for those that are young",
  ])
})

test("whatever of a NAT is another than Linux has it is one trouble", () => {
  const told = [
    [{ refresh: "inbound" }, "Linux keeps mappings alive by packets both ways, not by inbound ones alone"],
    [{ "icmp-error": "kill" }, "Linux ends no mapping because of an ICMP error"],
    [{ alg: "rewrite" }, "Linux leaves the payloads of such datagrams as they are"],
    [{ "filter-timeout": "60s", timeout: "120s" }, "Linux has one timer for a mapping and for who may answer"],
    [{ "subscriber-limit": 8 }, "Linux has no limit on the ports of one inside address"],
    [{ hold: "120s" }, "Linux holds no port back that was given up"],
    [{ parity: true }, "Linux keeps no even port even, nor an odd one odd"],
    [{ contiguity: true }, "Linux gives neighbouring ports no neighbouring ones"],
  ] as const
  for (const [nat, trouble] of told) assert.deepEqual(troubles({ nat }), [trouble])
  const outside = ["203.0.113.1", "203.0.113.2"]
  assert.deepEqual(troubles({ outside, nat: { "address-pooling": "arbitrary" } }), [
    "masquerade has one IPv4 address outside, not 2",
  ])
  assert.deepEqual(troubles({ outside, linux: {} }), [], "Linux rules take the first")
})

test("a table of a size of its own is told, wherever it is named", () => {
  const full = ["conntrack's capacity is the whole machine's, and is left alone"]
  assert.deepEqual(troubles({ linux: { capacity: 9 } }), full)
  assert.deepEqual(troubles({ nat: { capacity: 9 } }), full)
  assert.deepEqual(troubles({ linux: {}, firewall: { capacity: 9 } }), full)
  assert.deepEqual(capacityTroubles({ capacity: 9 }), full)
  assert.deepEqual(capacityTroubles(undefined, "none", {}), [])
})
