import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { seconds } from "../../domain/net/instant.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import type { RouterSchema } from "./network_schema.ts"
import { PRESETS } from "./presets.ts"
import {
  firewallProfile,
  hostFirewall,
  isTranslating,
  LAN_LATENCY,
  linkProfile,
  linuxProfile,
  natProfile,
  routerFirewall,
} from "./profiles.ts"

/** Decoded, so that a test says what a user would write. */
function router(fields: Record<string, unknown>): RouterSchema {
  const home = { outside: "203.0.113.1", inside: "192.168.1.0/24", ...fields }
  const { routers } = scenario(small({ routers: { home } }))
  return routers?.home ?? assert.fail("a router was given")
}

test("a link that says nothing has its place's latency and no faults", () => {
  const profile = linkProfile(undefined, LAN_LATENCY)
  assert.equal(profile.latency, LAN_LATENCY)
  assert.deepEqual([profile.jitter, profile.loss, profile.rate, profile.mtu, profile.burst], [0, 0, 0, 1500, undefined])
})

test("a link's texts become integers", () => {
  const burst = { enter: "1%", leave: "30%", loss: "80%" }
  const link = {
    latency: "40ms",
    jitter: "5ms",
    loss: "0.1%",
    rate: "10Mbit",
    mtu: 1492,
    burst,
    duplicate: "2%",
  } as const
  const profile = linkProfile(link, LAN_LATENCY)
  assert.deepEqual([profile.latency, profile.jitter, profile.loss], [40_000, 5_000, 1_000])
  assert.deepEqual([profile.rate, profile.mtu, profile.duplicate], [10_000_000, 1492, 20_000])
  assert.deepEqual(profile.burst, { enter: 10_000, leave: 300_000, loss: 800_000 })
})

test("a router that says nothing is a home router", () => {
  assert.deepEqual(natProfile(router({})), PRESETS.home.nat)
  assert.equal(natProfile(router({ nat: "none" })), undefined)
})

test("what a router says replaces that part of its preset", () => {
  const nat = natProfile(router({ preset: "corporate", nat: { ports: "sequential", timeout: "20s" } }))
  assert.equal(nat?.ports, "sequential")
  assert.equal(nat?.mapping, "address-and-port-dependent")
  assert.deepEqual(nat?.mappingTimers, flatTimers(seconds(20)))
  assert.deepEqual(nat?.filterTimers, flatTimers(seconds(20)), "filters follow unless they are named")
  const apart = natProfile(router({ nat: { timeout: "300s", "filter-timeout": "60s" } }))
  assert.deepEqual(apart?.filterTimers, flatTimers(seconds(60)))
  const states = { unreplied: "30s", replied: "30s", assured: "120s" }
  assert.deepEqual(natProfile(router({ nat: { timeout: states } }))?.mappingTimers, LINUX_TIMERS)
})

test("every other knob of a NAT replaces that of its preset as well", () => {
  const nat = natProfile(router({
    preset: "cgn",
    nat: {
      "address-pooling": "arbitrary",
      "block-size": 64,
      "range-class": true,
      parity: true,
      contiguity: true,
      hold: "0s",
      refresh: "inbound",
      overflow: "drop-oldest",
      "subscriber-limit": 9,
      "icmp-error": "kill",
      unsolicited: "reject",
      alg: "rewrite",
    },
  }))
  assert.deepEqual(nat, {
    ...PRESETS.cgn.nat,
    pooling: "arbitrary",
    blocks: { size: 64, most: PRESETS.cgn.nat.blocks.most },
    rangeClass: true,
    parity: true,
    contiguity: true,
    hold: seconds(0),
    refresh: "inbound",
    overflow: "drop-oldest",
    subscriberLimit: 9,
    icmpError: "kill",
    unsolicited: "reject",
    alg: "rewrite",
  })
  const { step, blocks } = natProfile(router({ nat: { ports: "sequential", step: 3 } })) ?? assert.fail()
  assert.deepEqual([step, blocks], [3, PRESETS.home.nat.blocks])
  assert.equal(natProfile(router({ preset: "aws", nat: { "port-overlapping": false } }))?.overlapping, false)
})

test("a router without NAT has a firewall only if it says so, one with NAT has one for IPv6", () => {
  assert.equal(routerFirewall(router({ nat: "none" })), undefined)
  assert.equal(routerFirewall(router({ nat: "none", firewall: {} }))?.inbound, "drop")
  assert.equal(routerFirewall(router({}))?.inbound, "drop")
  assert.equal(routerFirewall(router({ firewall: "none" })), undefined)
  assert.equal(routerFirewall(router({ firewall: { udp: "blocked" } }))?.udp, "blocked")
})

test("a router that translates to or within IPv6 has a firewall even without another NAT", () => {
  const nptv6 = { inside: "fd01:203:405::/48", outside: "2001:db8:1::/48" }
  for (const more of [{ nat64: {} }, { nptv6 }]) {
    assert.equal(routerFirewall(router({ nat: "none", ...more }))?.inbound, "drop")
    assert.equal(routerFirewall(router({ nat: "none", firewall: "none", ...more })), undefined)
  }
  assert.ok(isTranslating(router({ nat: "none", nat64: {} })))
  assert.ok(!isTranslating(router({ nat: "none", nptv6 })))
})

test("a host has a firewall if it says so, strict but for what it opens", () => {
  assert.equal(hostFirewall(undefined), undefined)
  const profile = hostFirewall({ open: [51820] })
  assert.deepEqual([profile?.inbound, profile?.openPorts], ["drop", [51820]])
  assert.ok(profile)
  assert.deepEqual(firewallProfile({ udp: "blocked" }, profile).openPorts, [51820], "a change keeps the rest")
  assert.deepEqual([profile.tcp, firewallProfile({ tcp: "proxy" }, profile).tcp], ["open", "proxy"])
})

const linux = (fields: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  linuxProfile(router({ linux: fields, ...more })) ?? assert.fail("it is a Linux router")

// spec/nat.md 1.3: what E1, E1b and E1c were measured with, and INPUT drop as in the labs that are immune.
test("a Linux router that says nothing masquerades, and lets in nothing uninvited", () => {
  const { source, input, forward, portForwards, hairpin } = linux({})
  assert.deepEqual(source, { statement: "masquerade", ports: undefined, random: undefined })
  assert.equal(input, "drop")
  assert.deepEqual([forward.inbound, forward.openPorts, forward.udp], ["drop", [], "open"])
  assert.deepEqual(forward.timers, LINUX_TIMERS)
  assert.deepEqual([portForwards, hairpin], [[], false])
})

test("its postrouting rule is as it says", () => {
  const rule = (nat: string) => {
    const { source } = linux({ nat })
    return source && [source.statement, source.random]
  }
  assert.deepEqual(rule("masquerade"), ["masquerade", undefined])
  assert.deepEqual(rule("masquerade random"), ["masquerade", "random"])
  assert.deepEqual(rule("masquerade fully-random"), ["masquerade", "fully-random"])
  assert.deepEqual(rule("snat"), ["snat", undefined])
  assert.deepEqual(rule("snat random"), ["snat", "random"])
  assert.deepEqual(rule("snat fully-random"), ["snat", "fully-random"])
  assert.equal(rule("none"), undefined)
})

test("what it says of ports, INPUT, port forwards and hairpins is kept", () => {
  const profile = linux({
    nat: "snat",
    ports: [20_000, 29_999],
    input: "reject",
    "port-forwards": { 51820: "192.168.1.2:51821", 80: "192.168.1.3:8080" },
    hairpin: true,
  })
  assert.deepEqual(profile.source, { statement: "snat", ports: [20_000, 29_999], random: undefined })
  assert.equal(profile.input, "reject")
  assert.deepEqual([...profile.portForwards].sort((a, b) => a.port - b.port), [
    { port: 80, to: endpoint("192.168.1.3:8080") },
    { port: 51820, to: endpoint("192.168.1.2:51821") },
  ])
  assert.equal(profile.hairpin, true)
})

test("conntrack's times and size come from its own words, then from its firewall's", () => {
  const states = { unreplied: "2s", replied: "2s", assured: "8s" }
  const { forward } = linux({ timeout: states, capacity: 77 }, { firewall: { timeout: "9s", capacity: 5, open: [9] } })
  assert.deepEqual(forward.timers, {
    unreplied: seconds(2),
    replied: seconds(2),
    assured: seconds(8),
    assuredAfter: seconds(2),
  })
  assert.deepEqual([forward.capacity, forward.openPorts], [77, [9]])
  const filtered = linux({}, { firewall: { timeout: "9s", capacity: 5 } }).forward
  assert.deepEqual([filtered.timers, filtered.capacity], [flatTimers(seconds(9)), 5])
  const late = linux({ timeout: { ...states, "assured-after": "0s" } }).forward.timers
  assert.equal(late.assuredAfter, 0)
})

test("its forward chain is its firewall; with none, anybody may come in", () => {
  assert.equal(linux({}, { firewall: "none" }).forward.inbound, "accept")
  const { forward } = linux({}, { firewall: { inbound: "accept", udp: "blocked" } })
  assert.deepEqual([forward.inbound, forward.udp], ["accept", "blocked"])
})

test("its preset is where it starts from", () => {
  assert.equal(linuxProfile(router({ preset: "linux-bare" }))?.input, "accept")
  assert.equal(linuxProfile(router({ preset: "linux-masquerade" }))?.input, "drop")
  assert.equal(linuxProfile(router({ preset: "linux-masquerade-random" }))?.source?.random, "fully-random")
  assert.equal(linux({ input: "reject" }, { preset: "linux-bare" }).input, "reject")
  const random = linux({ ports: [2000, 2999] }, { preset: "linux-masquerade-random" }).source
  assert.deepEqual(random, { statement: "masquerade", ports: [2000, 2999], random: "fully-random" })
  assert.equal(linux({ nat: "masquerade" }, { preset: "linux-masquerade-random" }).source?.random, undefined)
})

test("a preset without Linux in it still says which firewall a Linux router has", () => {
  assert.equal(linux({}, { preset: "home" }).forward.inbound, "drop")
  assert.equal(linux({}, { preset: "udp-blocked" }).forward.udp, "blocked")
  assert.equal(linux({}, { preset: "proxy-only" }).forward.tcp, "proxy")
})

test("a router is by Linux or by the axes of RFC 4787, never by both", () => {
  const isLinux = (fields: Record<string, unknown>): boolean => {
    const one = router(fields)
    const [byLinux, byAxes] = [linuxProfile(one) !== undefined, natProfile(one) !== undefined]
    assert.ok(!(byLinux && byAxes))
    return byLinux
  }
  assert.equal(isLinux({}), false)
  assert.equal(isLinux({ preset: "home" }), false)
  assert.equal(isLinux({ nat: "none" }), false)
  assert.equal(isLinux({ linux: {} }), true)
  assert.equal(isLinux({ preset: "home", linux: {} }), true)
  assert.equal(isLinux({ preset: "linux-bare" }), true)
  assert.equal(isLinux({ preset: "linux-bare", nat: { ports: "random" } }), false, "whoever names axes means them")
})

test("without NAT a Linux router filters and remembers all the same", () => {
  for (
    const fields of [
      { preset: "linux-bare", nat: "none" },
      { linux: {}, nat: "none" },
      { linux: { nat: "none" } },
      { linux: { nat: "masquerade" }, nat: "none" },
    ]
  ) {
    const profile = linuxProfile(router(fields))
    assert.ok(profile)
    assert.equal(profile.source, undefined)
    assert.equal(profile.forward.inbound, "drop")
    assert.equal(natProfile(router(fields)), undefined)
    assert.equal(isTranslating(router(fields)), false)
  }
})

test("whether a router translates IPv4 is what it says, or what its preset says", () => {
  for (const fields of [{}, { preset: "linux-bare" }, { linux: {} }, { nat: {} }, { nat64: {}, nat: "none" }]) {
    assert.equal(isTranslating(router(fields)), true, JSON.stringify(fields))
  }
  for (const fields of [{ nat: "none" }, { preset: "home", nat: "none" }, { linux: { nat: "none" } }]) {
    assert.equal(isTranslating(router(fields)), false, JSON.stringify(fields))
  }
})
