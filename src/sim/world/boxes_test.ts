import assert from "node:assert/strict"
import { test } from "node:test"
import { packet } from "../../../tests/harness/packets.ts"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import type { Middlebox, Passage } from "../middlebox/middlebox.ts"
import { Rng } from "../rng.ts"
import type { RouterSchema } from "../scenario/network_schema.ts"
import { boxOf } from "./boxes.ts"

const EXTERNAL = "203.0.113.1"
const NOW = instant(0)

/** As a user would write it. */
function schemaOf(fields: Record<string, unknown>): RouterSchema {
  const home = { outside: [EXTERNAL, "2001:db8::1"], inside: ["10.0.0.0/24", "2001:db8:1::/64"], ...fields }
  return scenario(small({ routers: { home } })).routers?.home ?? assert.fail("a router was given")
}

function box(fields: Record<string, unknown>, { name = "home", seed = 1 } = {}): Middlebox {
  const rng = Rng.seeded(seed)
  return boxOf(name, schemaOf(fields), rng)
}

const told = (passage: Passage): string =>
  "reason" in passage
    ? passage.reason
    : `${passage.to}: ${formatEndpoint(passage.packet.source)} > ${formatEndpoint(passage.packet.destination)}`

const out = (one: Middlebox, source: string, destination: string, now: Instant = NOW): string =>
  told(one.fromInside(packet(source, destination), now))
const into = (one: Middlebox, source: string, destination: string, now: Instant = NOW): string =>
  told(one.fromOutside(packet(source, destination), now))

const [ME, SEEN, PEER] = ["10.0.0.2:51820", `${EXTERNAL}:51820`, "198.51.100.1:7"]
const [ME6, PEER6] = ["[2001:db8:1::2]:51820", "[2001:db8:9::1]:7"]

test("a router that says nothing is a textbook's: it translates IPv4 and filters IPv6", () => {
  const home = box({})
  assert.equal(out(home, ME, PEER), `outside: ${SEEN} > ${PEER}`)
  assert.equal(into(home, "198.51.100.9:1", SEEN), "nat-filtered")
  assert.equal(into(home, PEER6, ME6), "firewall-inbound")
  assert.equal(home.tables().length, 2, "what is translated, and what is not")
})

test("a Linux router has one table for both families, and remembers who came too early", () => {
  const linux = box({ linux: { input: "accept" } })
  assert.equal(into(linux, PEER, SEEN), "nat-remembered")
  assert.match(out(linux, ME, PEER), /^outside: 203\.0\.113\.1:(?!51820 )\d+ > /)
  assert.equal(out(linux, ME6, PEER6), `outside: ${ME6} > ${PEER6}`)
  assert.deepEqual(linux.tables().map(({ size }) => size), [3])
  assert.equal(told(box({ preset: "linux-bare" }).fromOutside(packet(PEER, SEEN), NOW)), "nat-remembered")
})

test("a router without NAT lets through what its firewall does not stop", () => {
  const open = box({ nat: "none" })
  assert.equal(into(open, PEER, ME), `inside: ${PEER} > ${ME}`)
  assert.equal(open.firewall, undefined)
  assert.equal(into(box({ nat: "none", firewall: {} }), PEER, ME), "firewall-inbound")
})

// RFC 6146; 198.51.100.1 is c633:6401 in hexadecimal (RFC 6052).
test("a router with NAT64 carries IPv6 into IPv4 and back; all else goes past its firewall as it is", () => {
  const wellKnown = box({ nat64: { ports: "preserve" } })
  const [mapped, there] = ["[64:ff9b::c633:6401]:7", "198.51.100.1:7"]
  assert.equal(out(wellKnown, ME6, mapped), `outside: ${SEEN} > ${there}`)
  assert.equal(into(wellKnown, there, SEEN), `inside: ${mapped} > ${ME6}`)
  assert.equal(into(wellKnown, PEER6, ME6), "firewall-inbound")
  assert.equal(out(wellKnown, ME6, PEER6), `outside: ${ME6} > ${PEER6}`)
  assert.equal(out(wellKnown, ME, PEER), `outside: ${ME} > ${PEER}`, "IPv4 inside is nobody's to translate")
  const own = box({ nat64: { prefix: "2001:db8:64::/96", ports: "preserve" } })
  assert.equal(out(own, ME6, "[2001:db8:64::c633:6401]:7"), `outside: ${SEEN} > ${there}`)
  assert.equal(out(own, ME6, mapped), `outside: ${ME6} > ${mapped}`)
})

test("NAT64 needs an IPv4 address outside", () => {
  const six = box({ outside: "2001:db8::1", inside: "2001:db8:1::/64", nat64: {} })
  assert.equal(out(six, ME6, "[64:ff9b::c633:6401]:7"), `outside: ${ME6} > [64:ff9b::c633:6401]:7`)
})

// The example of RFC 6296 section 2 has the same lengths; the checksum moves the word behind the prefix.
test("prefix translation comes last on the way out, around a NAT or around Linux", () => {
  for (const fields of [{}, { preset: "linux-masquerade" }]) {
    const site = box({
      inside: ["10.0.0.0/24", "fd01:203:405::/48"],
      nptv6: { inside: "fd01:203:405::/48", outside: "2001:db8:1::/48" },
      ...fields,
    })
    const [inside, outside] = ["[fd01:203:405:1::1234]:51820", "[2001:db8:1:d550::1234]:51820"]
    assert.equal(into(site, PEER6, outside), "firewall-inbound", "the firewall knows the inside address")
    assert.equal(out(site, inside, PEER6), `outside: ${outside} > ${PEER6}`)
    assert.equal(into(site, PEER6, outside), `inside: ${PEER6} > ${inside}`)
    assert.equal(out(site, ME, PEER), `outside: ${SEEN} > ${PEER}`)
  }
})

test("NAT64 and prefix translation go together", () => {
  const site = box({
    inside: "fd01:203:405::/48",
    nat64: { ports: "preserve" },
    nptv6: { inside: "fd01:203:405::/48", outside: "2001:db8:1::/48" },
  })
  const inside = "[fd01:203:405:1::1234]:51820"
  assert.equal(out(site, inside, PEER6), `outside: [2001:db8:1:d550::1234]:51820 > ${PEER6}`)
  assert.equal(out(site, inside, "[64:ff9b::c633:6401]:7"), `outside: ${SEEN} > ${PEER}`)
  assert.equal(site.apparent(ipAddress("fd01:203:405:1::1234"), "v4"), EXTERNAL)
})

test("a NAT may have several addresses outside", () => {
  const pool = box({ outside: [EXTERNAL, "203.0.113.2"], nat: { "address-pooling": "paired" } })
  const seen = ["10.0.0.2:1", "10.0.0.3:1", "10.0.0.4:1", "10.0.0.5:1"].map((one) => out(pool, one, PEER))
  assert.ok(seen.every((one) => /^outside: 203\.0\.113\.[12]:/.test(one)))
  assert.equal(pool.aspect("v4", endpoint(ME)).isTranslated, true)
})

test("chance is a router's own: the same by name and seed, and different else", () => {
  for (const fields of [{ preset: "corporate" }, { preset: "linux-masquerade-random" }]) {
    const draws = (options: { readonly name?: string; readonly seed?: number }): string => {
      const one = box(fields, options)
      return [1, 2, 3].map((port) => out(one, ME, `198.51.100.1:${port}`)).join()
    }
    assert.equal(draws({}), draws({}))
    assert.notEqual(draws({}), draws({ name: "other" }))
    assert.notEqual(draws({}), draws({ seed: 2 }))
  }
})

test("a Linux router's chance may be given", () => {
  const asked: string[] = []
  const one = boxOf("home", schemaOf({ preset: "linux-masquerade-random" }), Rng.seeded(1), (name) => {
    asked.push(name)
    return () => 4444
  })
  assert.equal(out(one, ME, PEER), `outside: ${EXTERNAL}:4444 > ${PEER}`)
  assert.deepEqual(asked, ["home"])
})
