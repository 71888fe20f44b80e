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

test("figures beyond what any router has are refused, each with what was expected", () => {
  const router = (fields: Record<string, unknown>) =>
    complaints(small({ routers: { home: { ...SMALL.routers.home, ...fields } } })).map((one) =>
      one.replace("routers.home.", "")
    )
  const between = (least: number, most: number) => `Expected a value between ${least} and ${most}`
  for (const capacity of [0, -1, 1_000_001, 1e15]) {
    const message = `capacity: ${between(1, 1_000_000)}`
    assert.deepEqual(router({ nat: { capacity } }), [`nat.${message}`])
    assert.deepEqual(router({ linux: { capacity } }), [`linux.${message}`])
    assert.deepEqual(router({ firewall: { capacity } }), [`firewall.${message}`])
    assert.deepEqual(router({ nat64: { capacity } }), [`nat64.${message}`])
    assert.deepEqual(router({ nat: { "subscriber-limit": capacity } }), [
      `nat.subscriber-limit: ${between(1, 1_000_000)}`,
    ])
  }
  for (const size of [0, 1, 32_769, 1e9]) {
    assert.deepEqual(router({ nat: { ports: "block", "block-size": size } }), [`nat.block-size: ${between(2, 32_768)}`])
  }
  for (const count of [0, 1_025]) {
    assert.deepEqual(router({ nat: { ports: "block", blocks: count } }), [`nat.blocks: ${between(1, 1_024)}`])
    assert.deepEqual(router({ nat: { ports: "sequential", step: count } }), [`nat.step: ${between(1, 1_024)}`])
  }
  for (const timeout of ["0s", "9999d"]) {
    const message = timeout === "0s" ? "Expected more than zero" : "Expected a duration of at most ten years"
    assert.deepEqual(router({ nat: { timeout } }), [`nat.timeout: ${message}`])
    assert.deepEqual(router({ nat: { "filter-timeout": { unreplied: timeout, replied: "1s", assured: "1s" } } }), [
      `nat.filter-timeout.unreplied: ${message}`,
    ])
    assert.deepEqual(router({ linux: { timeout } }), [`linux.timeout: ${message}`])
  }
  assert.deepEqual(router({ nat: { timeout: 5 } }), ["nat.timeout: Expected text or a mapping"])
})

test("port ranges have two ports, of which the second is not lower, and no others", () => {
  const router = (fields: Record<string, unknown>) =>
    complaints(small({ routers: { home: { ...SMALL.routers.home, ...fields } } }))
  for (
    const [place, at] of [
      ["nat.port-range", (range: unknown) => ({ nat: { "port-range": range } })],
      ["linux.ports", (range: unknown) => ({ linux: { ports: range } })],
    ] as const
  ) {
    assert.deepEqual(router(at([2000, 2000])), [])
    assert.deepEqual(router(at([2000, 1999])), [`routers.home.${place}: Expected the lower port first`])
    for (const range of [[], [1], [1, 2, 3]]) {
      assert.deepEqual(
        new Set(router(at(range))),
        new Set([`routers.home.${place}: Expected two ports, the lower first`]),
      )
    }
    assert.deepEqual(router(at([0, 65_536])), [
      `routers.home.${place}.0: Expected a value between 1 and 65535`,
      `routers.home.${place}.1: Expected a value between 1 and 65535`,
    ])
  }
})

test("what is forwarded is a port", () => {
  const forwards = (port: string) =>
    complaints(
      small({ routers: { home: { ...SMALL.routers.home, linux: { "port-forwards": { [port]: "192.168.1.2:1" } } } } }),
    )
  for (const port of ["1", "9999", "10000", "59999", "60000", "65000", "65499", "65500", "65529", "65535"]) {
    assert.deepEqual(forwards(port), [], port)
  }
  for (const port of ["0", "01", "65536", "66000", "70000", "99999", "100000", "-1", "1.5", "ssh", ""]) {
    assert.deepEqual(
      forwards(port),
      [`routers.home.linux.port-forwards.${port}: Expected a port from 1 to 65535`],
      port,
    )
  }
})
