import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { seconds } from "../../domain/net/instant.ts"
import { flatTimers } from "../flow.ts"
import { kernelProfile } from "./kernel_profile.ts"

const routerOf = (change: Record<string, unknown>) => {
  const router = scenario(small({ routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24", ...change } } }))
    .routers?.["home"]
  assert.ok(router)
  return router
}

test("a Linux router is what it says", () => {
  const { source, input } = kernelProfile(routerOf({ linux: { nat: "masquerade random", input: "reject" } }))
  assert.deepEqual([source?.random, input], ["random", "reject"])
})

// spec/lab.md 1.3: what masquerade and masquerade random are in the terms of RFC 4787.
test("homes are masquerade, symmetric routers masquerade fully-random, and both drop what comes uninvited", () => {
  const home = kernelProfile(routerOf({ preset: "home" }))
  assert.deepEqual([home.source?.random, home.input], [undefined, "drop"])
  assert.equal(kernelProfile(routerOf({ preset: "linux-masquerade-random" })).source?.random, "fully-random")
})

test("a router without NAT translates nothing", () => {
  assert.equal(kernelProfile(routerOf({ nat: "none" })).source, undefined)
})

test("what nobody asked for is rejected where the router rejects it", () => {
  assert.equal(kernelProfile(routerOf({ nat: { unsolicited: "reject" } })).input, "reject")
})

test("conntrack remembers for as long as the NAT does, or as the firewall where nothing is translated", () => {
  const timersOf = (change: Record<string, unknown>) => kernelProfile(routerOf(change)).forward.timers
  assert.deepEqual(timersOf({ nat: { timeout: "60s" }, firewall: { timeout: "90s" } }), flatTimers(seconds(60)))
  assert.deepEqual(timersOf({ nat: "none", firewall: { timeout: "90s" } }), flatTimers(seconds(90)))
})
