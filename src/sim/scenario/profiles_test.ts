import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { seconds } from "../../domain/net/instant.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import type { RouterSchema } from "./network_schema.ts"
import { PRESETS } from "./presets.ts"
import { firewallProfile, hostFirewall, LAN_LATENCY, linkProfile, natProfile, routerFirewall } from "./profiles.ts"

/** Decoded, so that a test says what a user would write. */
function router(fields: Record<string, unknown>): RouterSchema {
  const home = { outside: "203.0.113.1", inside: "192.168.1.0/24", ...fields }
  const { routers } = scenario(small({ routers: { home } }))
  return routers?.home ?? assert.fail("a router was given")
}

test("a link that says nothing has its place's latency and no faults", () => {
  const profile = linkProfile(undefined, LAN_LATENCY)
  assert.equal(profile.latency, LAN_LATENCY)
  assert.deepEqual([profile.jitter, profile.loss, profile.rate, profile.mtu, profile.burst], [0, 0, 0, 1500, undefined])
})

test("a link's texts become integers", () => {
  const burst = { enter: "1%", leave: "30%", loss: "80%" }
  const link = {
    latency: "40ms",
    jitter: "5ms",
    loss: "0.1%",
    rate: "10Mbit",
    mtu: 1492,
    burst,
    duplicate: "2%",
  } as const
  const profile = linkProfile(link, LAN_LATENCY)
  assert.deepEqual([profile.latency, profile.jitter, profile.loss], [40_000, 5_000, 1_000])
  assert.deepEqual([profile.rate, profile.mtu, profile.duplicate], [10_000_000, 1492, 20_000])
  assert.deepEqual(profile.burst, { enter: 10_000, leave: 300_000, loss: 800_000 })
})

test("a router that says nothing is a home router", () => {
  assert.deepEqual(natProfile(router({})), PRESETS.home.nat)
  assert.equal(natProfile(router({ nat: "none" })), undefined)
})

test("what a router says replaces that part of its preset", () => {
  const nat = natProfile(router({ preset: "corporate", nat: { ports: "sequential", timeout: "20s" } }))
  assert.equal(nat?.ports, "sequential")
  assert.equal(nat?.mapping, "address-and-port-dependent")
  assert.deepEqual(nat?.mappingTimers, flatTimers(seconds(20)))
  assert.deepEqual(nat?.filterTimers, flatTimers(seconds(20)), "filters follow unless they are named")
  const apart = natProfile(router({ nat: { timeout: "300s", "filter-timeout": "60s" } }))
  assert.deepEqual(apart?.filterTimers, flatTimers(seconds(60)))
  const states = { unreplied: "30s", replied: "30s", assured: "120s" }
  assert.deepEqual(natProfile(router({ nat: { timeout: states } }))?.mappingTimers, LINUX_TIMERS)
})

test("a router without NAT has a firewall only if it says so, one with NAT has one for IPv6", () => {
  assert.equal(routerFirewall(router({ nat: "none" })), undefined)
  assert.equal(routerFirewall(router({ nat: "none", firewall: {} }))?.inbound, "drop")
  assert.equal(routerFirewall(router({}))?.inbound, "drop")
  assert.equal(routerFirewall(router({ firewall: "none" })), undefined)
  assert.equal(routerFirewall(router({ firewall: { udp: "blocked" } }))?.udp, "blocked")
})

test("a host has a firewall if it says so, strict but for what it opens", () => {
  assert.equal(hostFirewall(undefined), undefined)
  const profile = hostFirewall({ open: [51820] })
  assert.deepEqual([profile?.inbound, profile?.openPorts], ["drop", [51820]])
  assert.ok(profile)
  assert.deepEqual(firewallProfile({ udp: "blocked" }, profile).openPorts, [51820], "a change keeps the rest")
})
