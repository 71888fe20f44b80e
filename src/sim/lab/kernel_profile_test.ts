import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { kernelProfile, profileTroubles } from "./kernel_profile.ts"

const routerOf = (change: Record<string, unknown>) => {
  const router = scenario(small({ routers: { home: { outside: "203.0.113.1", inside: "192.168.1.0/24", ...change } } }))
    .routers?.["home"]
  assert.ok(router)
  return router
}
const troubles = (change: Record<string, unknown>) => profileTroubles(routerOf(change))

test("a Linux router is what it says", () => {
  const { source, input } = kernelProfile(routerOf({ linux: { nat: "masquerade random", input: "reject" } }))
  assert.deepEqual([source?.random, input], ["random", "reject"])
  assert.deepEqual(troubles({ linux: {} }), [])
})

// spec/lab.md 1.3: what masquerade and masquerade random are in the terms of RFC 4787.
test("homes are masquerade, symmetric routers masquerade fully-random, and both drop what comes uninvited", () => {
  const home = kernelProfile(routerOf({ preset: "home" }))
  assert.deepEqual([home.source?.random, home.input], [undefined, "drop"])
  assert.equal(kernelProfile(routerOf({ preset: "linux-masquerade-random" })).source?.random, "fully-random")
  assert.deepEqual(troubles({ preset: "home" }), [])
})

test("a router without NAT translates nothing", () => {
  assert.equal(kernelProfile(routerOf({ nat: "none" })).source, undefined)
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
