import assert from "node:assert/strict"
import { test } from "node:test"
import { worldOf } from "../../../tests/harness/worlds.ts"
import type { Family } from "../../domain/net/ip_address.ts"
import { type Edge, edgeOf } from "./edge.ts"

const home = { outside: "203.0.113.1", inside: "192.168.1.0/24" }
const at = (on: string, address: string, more = {}) => ({ interfaces: { eth0: { on, address } }, ...more })

function edge(routers: Record<string, unknown>, a: Record<string, unknown>, family: Family = "v4"): Edge {
  const { topology } = worldOf({ routers, nodes: { a } })
  const host = topology.hosts.get("a")
  const found = host && edgeOf(host, 51820, family)
  assert.ok(found)
  return found
}

test("a public host has an open edge, a firewalled one filters by address and port", () => {
  const open = edge({}, at("internet", "198.51.100.1"))
  assert.deepEqual([open.mapping, open.filtering, open.isTranslated], ["endpoint-independent", "open", false])
  const filtered = edge({}, at("internet", "198.51.100.1", { firewall: {} }))
  assert.deepEqual([filtered.filtering, filtered.devices], ["address-and-port-dependent", ["the firewall of a"]])
  assert.equal(edge({}, at("internet", "198.51.100.1", { firewall: { open: [51820] } })).filtering, "open")
})

test("of routers in a row the strictest counts", () => {
  const carrier = { preset: "corporate", outside: "203.0.113.1", inside: "100.64.0.0/10" }
  const inner = { preset: "full-cone", behind: "carrier", outside: "100.64.0.2", inside: "192.168.1.0/24" }
  const found = edge({ carrier, inner }, at("inner", "192.168.1.2"))
  assert.deepEqual([found.mapping, found.filtering], ["address-and-port-dependent", "address-and-port-dependent"])
  assert.deepEqual(found.devices, ["inner", "carrier"])
})

test("a full cone on its own lets anybody in once it is open", () => {
  const found = edge({ home: { ...home, preset: "full-cone" } }, at("home", "192.168.1.2"))
  assert.deepEqual([found.filtering, found.isTranslated], ["endpoint-independent", true])
})

test("whoever blocks UDP is named", () => {
  assert.equal(
    edge({ hotel: { ...home, firewall: { udp: "blocked" } } }, at("hotel", "192.168.1.2")).blockedBy,
    "hotel",
  )
  assert.equal(
    edge({}, at("internet", "198.51.100.1", { firewall: { udp: "blocked" } })).blockedBy,
    "the firewall of a",
  )
})

test("a host without any interface that is up has no edge", () => {
  const interfaces = { eth0: { on: "internet", address: "198.51.100.1", up: false } }
  const host = worldOf({ nodes: { a: { interfaces } } }).topology.hosts.get("a")
  assert.equal(host && edgeOf(host, 51820, "v4"), undefined)
})

test("the strictest counts wherever it stands in the row", () => {
  const carrier = { preset: "full-cone", outside: "203.0.113.1", inside: "100.64.0.0/10" }
  const inner = { preset: "corporate", behind: "carrier", outside: "100.64.0.2", inside: "192.168.1.0/24" }
  const found = edge({ carrier, inner }, at("inner", "192.168.1.2"))
  assert.deepEqual([found.mapping, found.filtering], ["address-and-port-dependent", "address-and-port-dependent"])
  const strictHost = edge({ carrier }, at("carrier", "100.64.0.2", { firewall: {} }))
  assert.equal(strictHost.filtering, "address-and-port-dependent")
})

test("IPv6 passes a NAT untranslated, and meets its firewall", () => {
  const dual = { outside: ["203.0.113.1", "2001:db8::1"], inside: ["192.168.1.0/24", "2001:db8:1::/64"] }
  const a = { interfaces: { eth0: { on: "home", address: ["192.168.1.2", "2001:db8:1::2"] } } }
  const [v4, v6] = (["v4", "v6"] as const).map((family) => edge({ home: { ...dual, preset: "corporate" } }, a, family))
  assert.deepEqual([v4?.mapping, v4?.isTranslated], ["address-and-port-dependent", true])
  assert.deepEqual([v6?.mapping, v6?.isTranslated], ["endpoint-independent", false])
  assert.equal(v6?.filtering, "address-and-port-dependent")
})

/** Behind a NAT64 that filters by address, with a CLAT or without. */
function mobileEdge(family: Family, node: Record<string, unknown> = {}): Edge | undefined {
  const mobile = { outside: "203.0.113.1", inside: "2001:db8:a::/64", nat64: { filtering: "address-dependent" } }
  const { topology } = worldOf({ routers: { mobile }, nodes: { a: at("mobile", "2001:db8:a::2", node) } })
  const host = topology.hosts.get("a")
  return host && edgeOf(host, 51820, family)
}

test("an IPv6-only host with a CLAT has an IPv4 edge, which is its NAT64's, and one without has none", () => {
  const v4 = mobileEdge("v4", { clat: "64:ff9b::/96" })
  assert.deepEqual([v4?.mapping, v4?.filtering, v4?.isTranslated], ["endpoint-independent", "address-dependent", true])
  assert.equal(mobileEdge("v4"), undefined)
  for (const node of [{}, { clat: "64:ff9b::/96" }]) {
    const v6 = mobileEdge("v6", node)
    assert.deepEqual([v6?.filtering, v6?.isTranslated], ["address-and-port-dependent", false])
  }
})

test("a CLAT is of no use where no NAT64 is on the way", () => {
  const mobile = { outside: "203.0.113.1", inside: "2001:db8:a::/64", nat64: {} }
  const a = at("internet", "2001:db8:f::1", { clat: "64:ff9b::/96" })
  const host = worldOf({ routers: { mobile }, nodes: { a } }).topology.hosts.get("a")
  assert.equal(host && edgeOf(host, 51820, "v4"), undefined)
})

test("an inner router passes a CLAT's packets as the IPv6 that they are", () => {
  const mobile = { outside: "203.0.113.1", inside: "2001:db8:a::/48", nat64: {} }
  const dual = { behind: "mobile", outside: "2001:db8:a::9", inside: "2001:db8:a:1::/64", nat: "none", firewall: {} }
  const found = edge({ mobile, dual }, at("dual", "2001:db8:a:1::2", { clat: "64:ff9b::/96" }))
  assert.deepEqual([found.filtering, found.isTranslated], ["address-and-port-dependent", true])
  assert.deepEqual(found.devices, ["dual", "mobile"])
})

test("prefix translation keeps ports and lets in whom its firewall does; who has no address outside has no edge", () => {
  const nptv6 = { inside: "fd01:203:405::/48", outside: "2001:db8:1::/48" }
  const site = { outside: "2001:db8:a::1", inside: "fd01:203:405::/48", nat: "none", nptv6 }
  const found = edge({ site }, at("site", "fd01:203:405:1::2"), "v6")
  const { mapping, filtering, isTranslated } = found
  assert.deepEqual([mapping, filtering, isTranslated], ["endpoint-independent", "address-and-port-dependent", true])
  const open = edge({ site: { ...site, firewall: { open: [51820] } } }, at("site", "fd01:203:405:1::2"), "v6")
  assert.equal(open.filtering, "open")
  const host = worldOf({ routers: { site }, nodes: { a: at("site", "fd01:203:405:ffff::2") } }).topology.hosts.get("a")
  assert.equal(host && edgeOf(host, 51820, "v6"), undefined)
})
