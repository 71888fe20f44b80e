import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

const mobile = { outside: "203.0.113.1", inside: "2001:db8:a::/64" }
const nat64 = (fields: Record<string, unknown>, node: Record<string, unknown> = {}) =>
  complaints(small({
    routers: { mobile: { ...mobile, nat64: fields } },
    nodes: { a: { interfaces: { eth0: { on: "mobile", address: "2001:db8:a::2" } }, ...node } },
    expect: [{ that: "no-plaintext" }],
  }))

test("a NAT64 needs to say nothing, and may say what the RFC leaves open", () => {
  assert.deepEqual(nat64({}), [])
  const all = {
    prefix: "2001:db8:64::/96",
    filtering: "address-dependent",
    ports: "preserve",
    timeout: "2m",
    capacity: 1000,
  }
  assert.deepEqual(nat64(all, { clat: "2001:db8:64::/96" }), [])
})

// RFC 6146: the mapping is endpoint-independent, UDP_MIN is 2 minutes.
test("what the RFC does not allow is refused", () => {
  for (const [key, value] of [["mapping", "address-dependent"], ["filtering", "address-and-port-dependent"]] as const) {
    assert.equal(nat64({ [key]: value }).length, 1, key)
  }
  const [short] = nat64({ timeout: "119s" })
  assert.match(short ?? "", /^routers\.mobile\.nat64\.timeout: Expected at least 2m/)
})

// RFC 6052 section 2.2.
test("a prefix has one of the lengths, for a NAT64 as for a CLAT", () => {
  const message = /Expected an IPv6 prefix of length 32, 40, 48, 56, 64, 96, with bits 64 to 71 zero/
  for (const prefix of ["64:ff9b::/95", "10.0.0.0/8", "2001:db8:0:0:100::/96"]) {
    assert.match(nat64({ prefix })[0] ?? "", message)
    assert.match(nat64({}, { clat: prefix })[0] ?? "", message)
  }
})

test("what is no prefix at all is told as such", () => {
  for (const prefix of ["64:ff9b::", "nonsense", "64:ff9b::1/96"]) assert.notEqual(nat64({ prefix }).length, 0, prefix)
  for (const timeout of ["5", "999999999d"]) assert.notEqual(nat64({ timeout }).length, 0, timeout)
})

test("translated prefixes are IPv6, and leave the interface identifier alone", () => {
  const site = (nptv6: Record<string, unknown>) =>
    complaints(small({
      routers: { mobile: { ...mobile, nat: "none", nptv6 } },
      nodes: { a: { interfaces: { eth0: { on: "mobile", address: "2001:db8:a::2" } } } },
      expect: [{ that: "no-plaintext" }],
    }))
  assert.deepEqual(site({ inside: "2001:db8:a::/64", outside: "2001:db8:b::/64" }), [])
  for (const wrong of ["2001:db8:a::/65", "10.0.0.0/8"]) {
    assert.match(site({ inside: wrong, outside: "2001:db8:b::/64" })[0] ?? "", /an IPv6 prefix of at most 64 bits/)
    assert.match(site({ inside: "2001:db8:a::/64", outside: wrong })[0] ?? "", /an IPv6 prefix of at most 64 bits/)
  }
})
