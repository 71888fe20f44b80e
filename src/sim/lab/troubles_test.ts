import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { labTroubles } from "./troubles.ts"

const troubles = (change: Record<string, unknown>) =>
  labTroubles(scenario(small(change))).map(({ path, message }) => `${path.join(".")}: ${message}`)
const node = (more: Record<string, unknown>, device = "eth0") => ({
  interfaces: { [device]: { on: "home", address: "192.168.1.2", ...more } },
})

test("what Linux and agents without agents can do is in order", () => {
  const timeline = [{ at: "1s", do: "reboot", router: "home" }, { at: "2s", do: "stop", node: "a" }]
  assert.deepEqual(troubles({ timeline }), [])
})

test("routers that Linux cannot be, devices that are taken and interfaces that are down are told", () => {
  const home = { outside: "203.0.113.1", inside: "192.168.1.0/24", nat: { filtering: "endpoint-independent" } }
  assert.deepEqual(troubles({ routers: { home }, nodes: { a: node({ up: false }, "lo") } }), [
    'routers.home: Linux has no endpoint-independent filtering; give the router "linux" rules, or simulate it',
    'nodes.a.interfaces.lo: Linux lets no other device be called "lo"',
    "nodes.a.interfaces.lo.up: The lab has all interfaces up",
  ])
})

test("what Linux rules cannot do they are not recommended for, and hosts have tables, too", () => {
  const home = { outside: "203.0.113.1", inside: "192.168.1.0/24", linux: { timeout: "500ms" } }
  const a = { ...node({}), firewall: { capacity: 9 } }
  assert.deepEqual(troubles({ routers: { home }, nodes: { a } }), [
    "routers.home: conntrack counts in whole seconds",
    "nodes.a.firewall.capacity: conntrack's capacity is the whole machine's, and is left alone",
  ])
})

test("deeds that the lab cannot do are told", () => {
  const timeline = [
    { at: "1s", do: "heal" },
    { at: "1s", do: "reboot", router: "home", down: "1s" },
  ]
  assert.deepEqual(troubles({ timeline }), [
    'timeline.0.do: The lab cannot play "heal"; it can play "reboot"',
    "timeline.1: In the lab a reboot takes no time and changes no address; it empties conntrack",
  ])
})

test("a lab has bounds", () => {
  const nodes = Object.fromEntries(
    Array.from(
      { length: 200 },
      (_, i) => [`n${i}`, { interfaces: { eth0: { on: "internet", address: `198.51.100.${i + 1}` } } }],
    ),
  )
  assert.deepEqual(troubles({ nodes }), ["nodes: 201 machines; the lab builds at most 200"])
})

// net/ipv4/devinet.c: sysctl_dev_name_is_allowed; net/ipv6/addrconf.c: IPV6_MIN_MTU.
test("names that no device can have, and links too small for their IPv6, are told", () => {
  for (const name of ["all", "default"]) {
    assert.deepEqual(troubles({ nodes: { a: node({}, name) } }), [
      `nodes.a.interfaces.${name}: Linux lets no other device be called "${name}"`,
    ])
  }
  const at = (mtu: number, prefixes: readonly string[]) => ({
    preset: "home",
    outside: "203.0.113.1",
    inside: prefixes,
    link: { mtu },
  })
  const both = ["192.168.1.0/24", "2001:db8:1::/48"]
  const address = ["192.168.1.2", "2001:db8:1::2"]
  const rule = "Linux has no IPv6 with an MTU below 1280"
  assert.deepEqual(troubles({ routers: { home: at(600, ["192.168.1.0/24"]) } }), [])
  assert.deepEqual(troubles({ routers: { home: at(1280, both) } }), [])
  assert.deepEqual(
    troubles({ routers: { home: at(1279, both) }, nodes: { a: node({ address, link: { mtu: 600 } }) } }),
    [
      `routers.home.link.mtu: ${rule}`,
      `nodes.a.interfaces.eth0.link.mtu: ${rule}`,
    ],
  )
})
