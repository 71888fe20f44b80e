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
    "address-pooling": "arbitrary",
    ports: "sequential",
    "port-range": [2000, 3000],
    step: 2,
    "range-class": true,
    parity: true,
    contiguity: true,
    "port-overlapping": false,
    hold: "120s",
    hairpinning: "internal-source",
    timeout,
    "filter-timeout": "60s",
    refresh: "inbound",
    capacity: 64,
    overflow: "drop-oldest",
    "subscriber-limit": 10,
    "icmp-error": "kill",
    unsolicited: "reject",
    alg: "rewrite",
  }
  const firewall = { inbound: "accept", open: [51820], udp: "open", timeout: "60s", capacity: 9 }
  assert.deepEqual(router({ preset: "carrier", nat, firewall, link: { latency: "5ms", queue: 9000 } }), [])
  assert.deepEqual(router({ nat: { ports: "block", "block-size": 256, blocks: 4 } }), [])
  for (const ports of ["preserve", "random", "overload", "static"]) assert.deepEqual(router({ nat: { ports } }), [])
})

test("a knob turned too far is named", () => {
  assert.match(router({ preset: "hoem" })[0] ?? "", /^routers\.home\.preset: Expected "home" \| "corporate"/)
  assert.match(router({ link: { mtu: 100 } })[0] ?? "", /^routers\.home\.link\.mtu: Expected a value between 576/)
  assert.match(router({ link: { loss: "200%" } })[0] ?? "", /^routers\.home\.link\.loss: Expected a share/)
  assert.match(router({ nat: { ports: "best" } })[0] ?? "", /^routers\.home\.nat.*Expected .*"overload"/)
  assert.match(router({ nat: { ports: "block", blocks: 0 } })[0] ?? "", /^routers\.home\.nat.*between 1/)
  assert.match(router({ nat: { "subscriber-limit": 0 } })[0] ?? "", /^routers\.home\.nat.*between 1/)
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
