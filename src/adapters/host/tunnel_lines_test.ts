import assert from "node:assert/strict"
import { test } from "node:test"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { ruleLine, tunnelLines, withoutTunnel } from "./tunnel_lines.ts"

const tunnel = { name: "mesh0", address: ipAddress("fd50::1"), mtu: 1400 }

// Spec/kubespan.md 5.2 and 5.4: a /64, the MTU on link and routes, table 180 for both families, metric 1.
test("the tunnel has the cluster's /64, and a table of its own leads everything into it", () => {
  assert.deepEqual(tunnelLines(tunnel), [
    "address replace fd50::1/64 dev mesh0 nodad",
    "link set dev mesh0 mtu 1400 up",
    "route replace 0.0.0.0/0 dev mesh0 table 180 metric 1 proto static mtu 1400",
    "route replace ::/0 dev mesh0 table 180 metric 1 proto static mtu 1400",
  ])
  assert.ok(withoutTunnel(tunnel).includes("address del fd50::1/64 dev mesh0"))
})

// Spec/kubespan.md 5.4: priority 32500, fwmark 0x40 mask 0x60, lookup table 180.
test("what is marked is looked up there", () => {
  assert.equal(ruleLine("add"), `rule add fwmark ${0x40}/${0x60} lookup 180 priority 32500`)
})
