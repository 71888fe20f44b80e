import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate, nodeId } from "../../../tests/harness/mesh_facts.ts"
import type { Affiliate } from "../discovery/affiliate.ts"
import { instant } from "../net/instant.ts"
import { ipAddress } from "../net/ip_address.ts"
import { evolve, fold } from "./evolve.ts"
import { controlPlaneAddresses, membersOf } from "./member.ts"

const at = instant(7)
const source = "service"
const self = affiliate("a")
const seen = (one: Affiliate) => ({ _tag: "AffiliateSeen", at, source, affiliate: one }) as const
const names = (members: readonly Affiliate[]) => members.map(({ nodename }) => nodename)

// Talos, internal/app/machined/pkg/controllers/cluster/member_test.go (spec/kubespan.md 10.9).
test("upstream's members: a nodename makes one, and a member goes with its affiliate", () => {
  const { kubespan: _, ...plain } = affiliate("c")
  const state = fold([
    seen({ ...affiliate("d"), nodename: "" }),
    seen(plain),
    seen({ ...affiliate("b"), nodename: "zoe" }),
  ])
  assert.deepEqual(names(membersOf(state, self)), ["node-a", "node-c", "zoe"])
  const gone = evolve(state, { _tag: "AffiliateExpired", at, source, nodeId: nodeId("c") })
  assert.deepEqual(names(membersOf(gone, self)), ["node-a", "zoe"])
  assert.deepEqual(names(membersOf(gone, { ...self, nodename: "" })), ["zoe"])
})

// The same folder, endpoint_test.go: sorted, of control plane members alone, KubeSpan addresses included.
test("upstream's endpoints: the addresses of the control plane, sorted", () => {
  const of = (machineType: Affiliate["machineType"], ...addresses: string[]): Affiliate => ({
    ...self,
    machineType,
    addresses: addresses.map(ipAddress),
  })
  const members = [
    of("controlplane", "172.20.0.10", "fd50::9"),
    of("worker", "172.20.0.2"),
    of("unknown", "172.20.0.3"),
    of("init", "172.20.0.9", "fd50::9", "fd50::1"),
  ]
  assert.deepEqual(controlPlaneAddresses(members), ["172.20.0.9", "172.20.0.10", "fd50::1", "fd50::9"])
})
