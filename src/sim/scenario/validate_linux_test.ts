import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, SMALL, small } from "../../../tests/harness/scenario_data.ts"

const router = (fields: Record<string, unknown>) =>
  complaints(small({ routers: { home: { ...SMALL.routers.home, ...fields } } }))
const forward = (to: string, more: Record<string, unknown> = {}) =>
  router({ linux: { "port-forwards": { 51820: to }, ...more } })

test("a Linux router has no axes beside its rules", () => {
  assert.deepEqual(router({ linux: {} }), [])
  assert.deepEqual(router({ linux: {}, nat: "none" }), [])
  assert.deepEqual(router({ linux: {}, nat: { mapping: "address-dependent" } }), [
    'routers.home.nat: A router has the axes of RFC 4787 ("nat") or is Linux ("linux"), not both',
  ])
})

test("a forwarded port is somebody's, by IPv4", () => {
  const place = "routers.home.linux.port-forwards.51820"
  assert.deepEqual(forward("192.168.1.2:51820"), [])
  assert.deepEqual(forward("10.9.9.9:1"), [], "behind another router inside")
  assert.deepEqual(forward("[2001:db8::1]:51820"), [`${place}: Expected an IPv4 address; IPv6 is not translated`])
  for (const address of ["0.0.0.0", "127.0.0.1", "224.0.0.1"]) {
    assert.deepEqual(forward(`${address}:1`), [`${place}: No host can have the address ${address}`])
  }
})

test("who does not translate forwards nothing", () => {
  const message = "Ports are forwarded by a router that translates; this one says that it does not"
  assert.deepEqual(forward("192.168.1.2:51820", { nat: "none" }), [`routers.home.linux.port-forwards: ${message}`])
  assert.deepEqual(router({ linux: { nat: "none", "port-forwards": {} } }), [])
})
