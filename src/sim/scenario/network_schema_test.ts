import assert from "node:assert/strict"
import { test } from "node:test"
import { complaints, SMALL, small } from "../../../tests/harness/scenario_data.ts"

const router = (fields: Record<string, unknown>) =>
  complaints(small({ routers: { home: { ...SMALL.routers.home, ...fields } } }))
const node = (fields: Record<string, unknown>) =>
  complaints(small({ nodes: { ...SMALL.nodes, a: { ...SMALL.nodes.a, ...fields } } }))

test("every knob of a router may be turned", () => {
  const timeout = { unreplied: "30s", replied: "30s", assured: "120s", "assured-after": "2s" }
  const nat = {
    mapping: "address-dependent",
    filtering: "endpoint-independent",
    ports: "sequential",
    hairpinning: "internal-source",
    timeout,
    "filter-timeout": "60s",
    refresh: "outbound",
    capacity: 64,
    "port-range": [2000, 3000],
  }
  const firewall = { inbound: "accept", open: [51820], udp: "open", timeout: "60s", capacity: 9 }
  assert.deepEqual(router({ preset: "carrier", nat, firewall, link: { latency: "5ms", queue: 9000 } }), [])
})

test("a knob turned too far is named", () => {
  assert.match(router({ preset: "hoem" })[0] ?? "", /^routers\.home\.preset: Expected "home" \| "corporate"/)
  assert.match(router({ link: { mtu: 100 } })[0] ?? "", /^routers\.home\.link\.mtu: Expected a value between 576/)
  assert.match(router({ link: { loss: "200%" } })[0] ?? "", /^routers\.home\.link\.loss: Expected a share/)
})

test("a node says when it starts, on which port, and how wrong its clock is", () => {
  assert.deepEqual(node({ start: "5s", port: 41641, clock: "-1h", firewall: { open: [41641] } }), [])
  assert.deepEqual(node({ start: "never" }), [])
  assert.match(node({ clock: "1h" })[0] ?? "", /^nodes\.a\.clock: Expected an offset/)
  assert.match(node({ port: 0 })[0] ?? "", /^nodes\.a\.port: Expected a value between 1/)
})

test("a range of ports goes up, and time limits are more than nothing", () => {
  assert.deepEqual(router({ nat: { "port-range": [60000, 50000] } }), [
    "routers.home.nat.port-range: Expected the lower port first",
  ])
  assert.deepEqual(router({ nat: { "port-range": [50000, 50000] } }), [])
  assert.equal(router({ nat: { timeout: "0s" } }).length, 1)
  assert.match(router({ nat: { timeout: { unreplied: "0s", replied: "30s", assured: "30s" } } })[0] ?? "", /more than/)
  assert.match(complaints(small({ duration: "0s" }))[0] ?? "", /^duration: Expected more than zero/)
})
