import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, small } from "../../../tests/harness/scenario_data.ts"

const at = (on: string, ...address: string[]) => ({ interfaces: { eth0: { on, address } } })

test("an address is in one list once", () => {
  const twice = (path: string) => `${path}: 198.51.100.1 stands in this list twice`
  const nodes = { a: at("internet", "198.51.100.1", "198.51.100.1") }
  assert.deepEqual(complaints(small({ nodes, expect: [{ that: "no-plaintext" }] })), [
    twice("nodes.a.interfaces.eth0.address.1"),
  ])
  const outside = ["203.0.113.1", "2001:db8::1", "2001:DB8:0::1"]
  assert.deepEqual(complaints(small({ routers: { home: { outside, inside: "192.168.1.0/24" } } })), [
    "routers.home.outside.2: 2001:db8::1 stands in this list twice",
  ])
  const addresses = ["198.51.100.1", "198.51.100.9", "198.51.100.1"]
  const timeline = [{ at: "1s", do: "address", node: "s", interface: "eth0", address: addresses }]
  assert.deepEqual(complaints(small({ timeline })), [twice("timeline.0.address.2")])
})

test("of a long list each repetition is told", () => {
  const address = Array.from({ length: 5_000 }, (_, i) => `198.51.${(i % 2_500) >> 8}.${i % 2_500 & 255}`)
  const nodes = { a: at("internet", ...address) }
  assert.equal(complaints(small({ nodes, expect: [{ that: "no-plaintext" }] })).length, 2_500)
})
