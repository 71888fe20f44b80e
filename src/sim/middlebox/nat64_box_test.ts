import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { packet } from "../../../tests/harness/packets.ts"
import { type Endpoint, endpoint, endpointOf, formatEndpoint } from "../../domain/net/endpoint.ts"
import { after, instant, minutes } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import type { FirewallProfile } from "../firewall.ts"
import { Rfc4787Nat } from "../nat/rfc4787_nat.ts"
import { errorAbout, type Packet } from "../packet.ts"
import { Rng } from "../rng.ts"
import { nat64Profile } from "../scenario/nat64_profile.ts"
import { STRICT_FIREWALL } from "../scenario/presets.ts"
import type { Nat64Schema } from "../scenario/translation_schema.ts"
import { Ipv4Embedding } from "./ipv4_embedding.ts"
import type { Passage } from "./middlebox.ts"
import { Nat64Box } from "./nat64_box.ts"
import { TextbookBox } from "./textbook_box.ts"

const START = instant(0)
const OUTSIDE = "203.0.113.1"
const PHONE = "[2001:db8:a::2]:51820"
const LAPTOP = "[2001:db8:a::3]:51820"

/** Known by its RFC 6052 address, 64:ff9b::c633:6401. */
const SERVER = "198.51.100.1:51820"
const SERVER_INSIDE = "[64:ff9b::c633:6401]:51820"

function box(nat64: Nat64Schema = {}, firewall: FirewallProfile = STRICT_FIREWALL): Nat64Box {
  const nat = new Rfc4787Nat(nat64Profile(nat64), [ipAddress(OUTSIDE)], Rng.seeded(1))
  return new Nat64Box(
    nat,
    new Ipv4Embedding(prefix(nat64.prefix ?? "64:ff9b::/96")),
    new TextbookBox(undefined, firewall),
  )
}

function through(passage: Passage): Packet {
  assert.ok("packet" in passage, "reason" in passage ? passage.reason : "")
  return passage.packet
}

const why = (passage: Passage): string => ("reason" in passage ? passage.reason : `passed ${passage.to}`)
const ends = ({ source, destination }: Packet): string => `${formatEndpoint(source)} > ${formatEndpoint(destination)}`
/** The NAT64's endpoint for a packet that has left. */
const seenAs = (one: Nat64Box, source = PHONE, to = SERVER_INSIDE): Endpoint =>
  through(one.fromInside(packet(source, to), START)).source

test("what is for the prefix leaves as IPv4 from the one address, and the answer comes back as from the prefix", () => {
  const one = box({ ports: "preserve" })
  const out = through(one.fromInside(packet(PHONE, SERVER_INSIDE), START))
  assert.equal(ends(out), `${OUTSIDE}:51820 > ${SERVER}`)
  const back = through(one.fromOutside(packet(SERVER, `${OUTSIDE}:51820`), START))
  assert.equal(ends(back), `${SERVER_INSIDE} > ${PHONE}`)
  assert.deepEqual([out.ttl, back.ttl], [63, 63])
})

// RFC 6146 section 1.2.3: endpoint-independent mapping.
test("an inside endpoint has one external port, whomever it calls", () => {
  const one = box()
  assert.deepEqual(seenAs(one), seenAs(one, PHONE, "[64:ff9b::c000:221]:9"))
  assert.notDeepEqual(seenAs(one), seenAs(one, LAPTOP))
})

test("a stranger may call a port that is open, unless filtering looks at addresses", () => {
  const stranger = "192.0.2.33:7"
  const [open, strict] = [box(), box({ filtering: "address-dependent" })]
  const call = (one: Nat64Box, from: string) => one.fromOutside(packet(from, formatEndpoint(seenAs(one))), START)
  assert.equal(ends(through(call(open, stranger))), `[64:ff9b::c000:221]:7 > ${PHONE}`)
  assert.equal(why(call(strict, stranger)), "nat-filtered")
  assert.equal(why(call(strict, "198.51.100.1:9")), "passed inside")
})

// RFC 6146: UDP_DEFAULT is 5 minutes.
test("a mapping lives for five minutes of silence, and is refreshed by either side", () => {
  const one = box()
  const call = (at: number) => why(one.fromOutside(packet(SERVER, formatEndpoint(external)), after(START, minutes(at))))
  const external = seenAs(one)
  assert.deepEqual([call(4), call(8), call(13)], ["passed inside", "passed inside", "nat-no-mapping"])
})

// RFC 6146 section 3.8: hairpinning.
test("inside hosts reach each other by the external address, and see it", () => {
  const one = box()
  const laptop = seenAs(one, LAPTOP)
  const to = formatEndpoint(endpointOf(ipAddress("64:ff9b::cb00:7101"), laptop.port))
  const passage = one.fromInside(packet(PHONE, to), START)
  assert.equal(why(passage), "passed inside")
  const { source, destination } = through(passage)
  assert.equal(formatEndpoint(destination), LAPTOP)
  assert.deepEqual(source, endpointOf(ipAddress("64:ff9b::cb00:7101"), seenAs(one).port))
})

test("an error about what left reaches its sender as from the prefix, quoting what that had sent", () => {
  const one = box()
  const sent = through(one.fromInside(packet(PHONE, SERVER_INSIDE), START))
  const error = errorAbout(sent, "port-unreachable", ipAddress("198.51.100.1"))
  assert.ok(error)
  const heard = through(one.fromOutside(error, START))
  assert.equal(heard.source.address, "64:ff9b::c633:6401")
  assert.equal(heard.destination.address, "2001:db8:a::2")
  assert.deepEqual(heard.error, {
    kind: "port-unreachable",
    source: endpoint(PHONE),
    destination: endpoint(SERVER_INSIDE),
  })
})

test("an error about what came in leaves from the one address, quoting what its sender had sent", () => {
  const one = box()
  const external = seenAs(one)
  const heard = through(one.fromOutside(packet(SERVER, formatEndpoint(external)), START))
  const error = errorAbout(heard, "port-unreachable", ipAddress("2001:db8:a::2"))
  assert.ok(error)
  const left = through(one.fromInside(error, START))
  assert.deepEqual([left.source.address, left.destination.address], [OUTSIDE, "198.51.100.1"])
  assert.deepEqual(left.error, { kind: "port-unreachable", source: endpoint(SERVER), destination: external })
  const forged = {
    ...error,
    error: { kind: "port-unreachable", source: endpoint(PHONE), destination: external },
  } as const
  assert.equal(why(one.fromInside(forged, START)), "nat-untranslatable")
})

// RFC 6052 section 3.1.
test("private addresses do not go with the well-known prefix, and do with another", () => {
  assert.equal(why(box().fromInside(packet(PHONE, "[64:ff9b::c0a8:101]:1"), START)), "nat-untranslatable")
  const own = box({ prefix: "2001:db8:64::/96" })
  const out = through(own.fromInside(packet(PHONE, "[2001:db8:64::c0a8:101]:1"), START))
  assert.equal(formatEndpoint(out.destination), "192.168.1.1:1")
})

test("other IPv6 goes past the firewall as it is", () => {
  const one = box()
  const six = "[2001:db8:b::1]:51820"
  assert.equal(why(one.fromOutside(packet(six, PHONE), START)), "firewall-inbound")
  assert.equal(ends(through(one.fromInside(packet(PHONE, six), START))), `${PHONE} > ${six}`)
  assert.equal(ends(through(one.fromOutside(packet(six, PHONE), START))), `${six} > ${PHONE}`)
  assert.equal(one.tables().length, 2)
})

test("where UDP is blocked nothing is translated", () => {
  const one = box({}, { ...STRICT_FIREWALL, udp: "blocked" })
  assert.equal(why(one.fromInside(packet(PHONE, SERVER_INSIDE), START)), "firewall-udp-blocked")
  assert.equal(why(one.fromOutside(packet(SERVER, `${OUTSIDE}:51820`), START)), "firewall-udp-blocked")
  one.setFirewall(STRICT_FIREWALL)
  assert.equal(why(one.fromInside(packet(PHONE, SERVER_INSIDE), START)), "passed outside")
})

test("the last hop ends here, and the sender is told", () => {
  const passages = [
    box().fromInside({ ...packet(PHONE, SERVER_INSIDE), ttl: 1 }, START),
    box().fromOutside({ ...packet(SERVER, `${OUTSIDE}:51820`), ttl: 1 }, START),
  ]
  for (const one of passages) assert.deepEqual(one, { reason: "ttl-expired", answer: "time-exceeded", as: undefined })
})

test("IPv4 for anything but an open port of the one address goes nowhere", () => {
  const one = box()
  assert.equal(why(one.fromOutside(packet(SERVER, `${OUTSIDE}:9`), START)), "nat-no-mapping")
  assert.equal(why(one.fromOutside(packet(SERVER, `203.0.113.9:${seenAs(one).port}`), START)), "nat-no-mapping")
})

test("to IPv4 it is a NAT, to IPv6 a firewall", () => {
  const one = box({ filtering: "address-dependent" })
  const inside = ipAddress("2001:db8:a::2")
  const [mapping, filtering] = ["endpoint-independent", "address-dependent"]
  assert.deepEqual(one.aspect("v4", endpointOf(inside, 1)), { isTranslated: true, mapping, filtering })
  assert.equal(one.aspect("v6", endpointOf(inside, 1)).filtering, "address-and-port-dependent")
  assert.deepEqual([one.apparent(inside), one.apparent(inside, "v4"), one.apparent(inside, "v6")], [
    OUTSIDE,
    OUTSIDE,
    inside,
  ])
})

test("a reboot forgets everybody, and may bring another address", () => {
  const one = box()
  const external = seenAs(one)
  one.reboot(ipAddress("203.0.113.9"))
  assert.equal(why(one.fromOutside(packet(SERVER, formatEndpoint(external)), START)), "nat-no-mapping")
  assert.equal(seenAs(one).address, "203.0.113.9")
  assert.equal(one.apparent(ipAddress("2001:db8:a::2")), "203.0.113.9")
})

test("a reboot forgets what the firewall has let out, too", () => {
  const one = box()
  const six = "[2001:db8:b::1]:51820"
  one.fromInside(packet(PHONE, six), START)
  assert.equal(why(one.fromOutside(packet(six, PHONE), START)), "passed inside")
  one.reboot(undefined)
  assert.equal(why(one.fromOutside(packet(six, PHONE), START)), "firewall-inbound")
})

test("whoever calls through it is answered as who it called, from where it called", () => {
  const port = fc.integer({ min: 1, max: 65535 })
  const remote = fc.tuple(fc.integer({ min: 1, max: 254 }), port).map(([host, at]) => `198.51.100.${host}:${at}`)
  const inside = fc.tuple(fc.integer({ min: 1, max: 9 }), port).map(([host, at]) => `[2001:db8:a::${host}]:${at}`)
  const embedding = new Ipv4Embedding(prefix("64:ff9b::/96"))
  fc.assert(fc.property(fc.array(fc.tuple(inside, remote), { maxLength: 30 }), (calls) => {
    const one = box()
    const inner = ([, to]: readonly [string, string]): string => {
      const { address, port } = endpoint(to)
      return formatEndpoint(endpointOf(embedding.embed(address), port))
    }
    const left = calls.map((call) => through(one.fromInside(packet(call[0], inner(call)), START)))
    for (const [i, call] of calls.entries()) {
      const { source, destination } = left[i] ?? assert.fail()
      assert.equal(formatEndpoint(destination), call[1])
      const back = through(one.fromOutside(packet(call[1], formatEndpoint(source)), START))
      assert.equal(ends(back), `${inner(call)} > ${call[0]}`)
    }
  }))
})
