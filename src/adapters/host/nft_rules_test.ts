import assert from "node:assert/strict"
import { test } from "node:test"
import { maxSegment, steeringOf } from "../../domain/mesh/steering.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { nftRules } from "./nft_rules.ts"

const rulesFor = (...networks: string[]): string => nftRules(steeringOf(networks.map(prefix), 1420))

// Spec/kubespan.md 5.4: one set per family and rule; a set without members is no rule.
test("a family that has no networks has no rules", () => {
  assert.ok(!rulesFor("10.0.0.0/8").includes("ip6 daddr"))
  assert.ok(!rulesFor("2001:db8::/32").includes("ip daddr"))
  assert.ok(!/daddr/.test(rulesFor()))
})

// Spec/kubespan.md 5.4: WireGuard's own first; where packets start also what goes to lo, and clamping before marking.
test("what is let alone comes first, and what starts here is clamped before it is marked", () => {
  const [, prerouting = "", outgoing = ""] = rulesFor("10.0.0.0/8").split("chain ")
  const order = (text: string, ...parts: string[]): void => {
    const places = parts.map((part) => text.indexOf(part))
    assert.ok(places.every((place) => place >= 0), `${parts.join(", ")} in ${text}`)
    assert.deepEqual(places, places.toSorted((a, b) => a - b))
  }
  order(prerouting, "== 0x20 accept", "daddr { 10.0.0.0/8 } meta mark set")
  order(outgoing, "== 0x20 accept", `oifname "lo" accept`, "maxseg size set", "meta mark set")
  assert.ok(!prerouting.includes("maxseg"))
  assert.ok(outgoing.includes(`size > ${maxSegment(1420, "v4")} `))
})
