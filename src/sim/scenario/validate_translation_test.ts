import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

const mobile = { outside: ["203.0.113.1", "2001:db8:a::1"], inside: "2001:db8:a:1::/64", nat64: {} }
const site = {
  outside: "2001:db8:a::1",
  inside: "fd01:203:405:1::/64",
  nat: "none",
  nptv6: { inside: "fd01:203:405::/48", outside: "2001:db8:1::/48" },
}
const someone = { interfaces: { eth0: { on: "internet", address: "198.51.100.1" } } }

const found = (routers: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  complaints(small({ routers, nodes: { a: { ...someone, ...more } }, expect: [{ that: "no-plaintext" }] }))

test("a NAT64 between IPv6 and IPv4 is in order, and so is a prefix translator", () => {
  assert.deepEqual(found({ mobile, site: { ...site, outside: "2001:db8:b::1" } }), [])
  assert.deepEqual(found({ site: { ...site, nat64: {}, outside: ["203.0.113.1", "2001:db8:a::1"] } }), [])
})

test("a NAT64 has one IPv4 address outside, and none inside", () => {
  const one = (count: number) => [`routers.mobile.outside: A NAT64 has exactly one IPv4 address outside, not ${count}`]
  assert.deepEqual(found({ mobile: { ...mobile, outside: "2001:db8:a::1" } }), one(0))
  assert.deepEqual(found({ mobile: { ...mobile, outside: ["203.0.113.1", "203.0.113.2"] } }), one(2))
  assert.deepEqual(found({ mobile: { ...mobile, inside: ["2001:db8:a:1::/64", "10.0.0.0/8"] } }), [
    "routers.mobile.inside.1: Behind a NAT64 there is IPv6 only, and no 10.0.0.0/8",
  ])
})

test("a router has one of the two kinds of NAT", () => {
  for (const more of [{ nat: { ports: "random" } }, { linux: { nat: "masquerade" } }]) {
    assert.deepEqual(found({ mobile: { ...mobile, ...more } }), [
      "routers.mobile.nat64: A router has a NAT64 or a NAT, not both",
    ])
  }
  assert.deepEqual(found({ mobile: { ...mobile, linux: { nat: "none" } } }), [])
})

test("what is translated is inside, and what it becomes is not", () => {
  const change = (nptv6: Record<string, string>) => found({ site: { ...site, nptv6: { ...site.nptv6, ...nptv6 } } })
  assert.deepEqual(change({ inside: "fd02::/48" }), [
    "routers.site.nptv6.inside: fd02::/48 is not inside, where there is fd01:203:405:1::/64",
  ])
  for (const outside of ["fd01:203:405::/48", "fd01:203:405:2::/64"]) {
    assert.deepEqual(change({ outside }), [
      `routers.site.nptv6.outside: ${outside} is inside as well, so nothing tells the two apart`,
    ])
  }
})

test("behind another router the outside prefix is of that network", () => {
  const provider = { outside: "2001:db8:b::1", inside: "2001:db8:1::/47", nat: "none" }
  const behind = { ...site, behind: "provider", outside: "2001:db8:0:1::1" }
  assert.deepEqual(found({ provider: { ...provider, inside: "2001:db8::/47" }, site: behind }), [])
  assert.deepEqual(found({ provider: { ...provider, inside: "2001:db8::/48" }, site: behind }), [
    "routers.site.nptv6.outside: 2001:db8:1::/48 is not on provider, which is 2001:db8::/48",
  ])
})

test("a CLAT is of some NAT64 of the file", () => {
  assert.deepEqual(found({ mobile }, { clat: "64:ff9b::/96" }), [])
  assert.deepEqual(found({ mobile }, { clat: "2001:db8:64::/96" }), [
    "nodes.a.clat: No router has a NAT64 with 2001:db8:64::/96; there is 64:ff9b::/96",
  ])
  assert.deepEqual(found({}, { clat: "64:ff9b::/96" }), [
    "nodes.a.clat: No router has a NAT64 with 64:ff9b::/96; there is none",
  ])
})

test("nobody inside has an address that means one in IPv4", () => {
  const nat64 = { prefix: "2001:db8:a:1::/96" }
  assert.deepEqual(found({ mobile: { ...mobile, nat64 } }), [
    "routers.mobile.nat64.prefix: 2001:db8:a:1::/96 is inside as well, so nothing tells the two apart",
  ])
  assert.deepEqual(found({ mobile: { ...mobile, inside: "64:ff9b::/64" } }), [
    "routers.mobile.nat64: 64:ff9b::/96 is inside as well, so nothing tells the two apart",
  ])
})

test("of many NAT64s only some are told, and each prefix once", () => {
  const routers = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`r${i}`, {
      ...mobile,
      outside: [`203.0.113.${i + 1}`, `2001:db8:a::${i + 1}`],
      nat64: { prefix: `2001:db8:64:${i % 30}::/96` },
    }]),
  )
  const [unknown, ...others] = found(routers, { clat: "64:ff9b::/96" })
  assert.equal(unknown?.match(/2001:db8:64:/g)?.length, 20)
  assert.deepEqual(others, [])
  assert.deepEqual(found(routers, { clat: "2001:db8:64:29::/96" }), [])
})
