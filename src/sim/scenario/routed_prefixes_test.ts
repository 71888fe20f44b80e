import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { routedPrefixes } from "./routed_prefixes.ts"

function routed(fields: Record<string, unknown>): readonly string[] {
  const { routers } = scenario(small({ routers: { home: { outside: "203.0.113.1", ...fields } } }))
  return routedPrefixes(routers?.home ?? assert.fail("a router was given"))
}

const dual = ["192.168.1.0/24", "2001:db8:a::/64"]

test("IPv4 behind a NAT is not routed, IPv6 is, and without NAT both are", () => {
  assert.deepEqual(routed({ inside: dual }), ["2001:db8:a::/64"])
  assert.deepEqual(routed({ inside: dual, nat: "none" }), dual)
})

test("IPv6 behind a NAT64 is routed, for those who speak it", () => {
  assert.deepEqual(routed({ inside: "2001:db8:a::/64", nat64: {} }), ["2001:db8:a::/64"])
})

test("a prefix that is translated is routed as what it becomes, and others as they are", () => {
  const nptv6 = { inside: "fd01:203:405::/48", outside: "2001:db8:1::/48" }
  const inside = [...dual, "fd01:203:405:1::/64", "fd01:203:405:2::/64"]
  assert.deepEqual(routed({ inside, nptv6 }), ["2001:db8:a::/64", "2001:db8:1::/48"])
})
