import assert from "node:assert/strict"
import { test } from "node:test"
import { packet } from "../../../tests/harness/packets.ts"
import { endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import type { FirewallProfile } from "../firewall.ts"
import { LINUX_TIMERS } from "../flow.ts"
import { PLAIN_NAT } from "../nat/plain_nat.ts"
import type { NatProfile } from "../nat/rfc4787.ts"
import { Rfc4787Nat } from "../nat/rfc4787_nat.ts"
import { errorAbout, type Packet } from "../packet.ts"
import { Rng } from "../rng.ts"
import type { Passage } from "./middlebox.ts"
import { TextbookBox } from "./textbook_box.ts"

const EXTERNAL = "203.0.113.1"
const STRICT: FirewallProfile = {
  inbound: "drop",
  openPorts: [],
  udp: "open",
  tcp: "open",
  timers: LINUX_TIMERS,
  capacity: 100,
}
const at = (s: number): Instant => instant(s * 1_000_000)

function box({ nat = {}, firewall }: {
  readonly nat?: Partial<NatProfile> | "none"
  readonly firewall?: Partial<FirewallProfile>
} = {}): TextbookBox {
  const translator = nat === "none"
    ? undefined
    : new Rfc4787Nat({ ...PLAIN_NAT, ...nat }, [ipAddress(EXTERNAL)], Rng.seeded(1))
  return new TextbookBox(translator, firewall && { ...STRICT, ...firewall })
}

/** To which side and as what; or why not, and what the sender is told. */
const told = (passage: Passage): string =>
  "reason" in passage
    ? [passage.reason, ...(passage.answer === undefined ? [] : [passage.answer])].join(", ")
    : `${passage.to}: ${formatEndpoint(passage.packet.source)} > ${formatEndpoint(passage.packet.destination)}`

const out = (one: TextbookBox, source: string, destination: string, s = 0): string =>
  told(one.fromInside(packet(source, destination), at(s)))
const into = (one: TextbookBox, source: string, destination: string, s = 0): string =>
  told(one.fromOutside(packet(source, destination), at(s)))

const [ME, SEEN, PEER] = ["10.0.0.2:51820", `${EXTERNAL}:51820`, "198.51.100.1:7"]
const [ME6, PEER6] = ["[2001:db8:1::2]:51820", "[2001:db8:9::1]:7"]

test("IPv4 is translated where there is a NAT, IPv6 never", () => {
  const home = box({ firewall: {} })
  assert.equal(out(home, ME, PEER), `outside: ${SEEN} > ${PEER}`)
  assert.equal(into(home, PEER, SEEN), `inside: ${PEER} > ${ME}`)
  assert.equal(out(home, ME6, PEER6), `outside: ${ME6} > ${PEER6}`)
  assert.equal(into(home, PEER6, ME6), `inside: ${PEER6} > ${ME6}`)
})

test("without NAT and firewall everything passes as it is", () => {
  const plain = box({ nat: "none" })
  assert.equal(into(plain, PEER, ME), `inside: ${PEER} > ${ME}`)
  assert.equal(out(plain, ME, PEER), `outside: ${ME} > ${PEER}`)
  assert.equal(into(plain, PEER6, ME6), `inside: ${PEER6} > ${ME6}`)
})

test("a firewall decides on what is not translated; what the NAT lets in it lets in", () => {
  const home = box({ nat: { filtering: "endpoint-independent" }, firewall: {} })
  out(home, ME, PEER)
  assert.equal(into(home, "192.0.2.9:9", SEEN), `inside: 192.0.2.9:9 > ${ME}`)
  assert.equal(into(home, PEER6, ME6), "firewall-inbound")
  const site = box({ nat: "none", firewall: { openPorts: [51820] } })
  assert.equal(into(site, PEER, ME), `inside: ${PEER} > ${ME}`, "an open port")
  assert.equal(into(site, PEER, "10.0.0.2:22"), "firewall-inbound")
})

test("where UDP is blocked neither IPv4 nor IPv6 passes, either way", () => {
  for (const hotel of [box({ firewall: { udp: "blocked" } }), box({ nat: "none", firewall: { udp: "blocked" } })]) {
    assert.equal(out(hotel, ME, PEER), "firewall-udp-blocked")
    assert.equal(into(hotel, PEER, SEEN), "firewall-udp-blocked")
    assert.equal(out(hotel, ME6, PEER6), "firewall-udp-blocked")
    assert.equal(into(hotel, PEER6, ME6), "firewall-udp-blocked")
  }
})

// RFC 791 3.2: whoever handles a packet takes at least one from its time, and destroys it when there is none left.
test("it takes one from the TTL, and a packet that dies here is told of and leaves no trace", () => {
  const home = box({ firewall: {} })
  const low = (source: string, destination: string, ttl: number): Packet => ({ ...packet(source, destination), ttl })
  for (const [source, destination] of [[ME, PEER], [ME6, PEER6]] as const) {
    assert.equal(told(home.fromInside(low(source, destination, 1), at(0))), "ttl-expired, time-exceeded")
  }
  assert.deepEqual(home.tables().map(({ size }) => size), [0, 0])
  for (const passage of [home.fromInside(low(ME, PEER, 2), at(0)), home.fromInside(low(ME6, PEER6, 2), at(0))]) {
    assert.equal("packet" in passage && passage.packet.ttl, 1)
  }
  assert.equal(told(home.fromOutside(low(PEER, SEEN, 1), at(0))), "ttl-expired, time-exceeded")
  const inward = home.fromOutside(low(PEER, SEEN, 9), at(0))
  assert.equal("packet" in inward && inward.packet.ttl, 8)
})

test("what is for its own address turns round inside, if the NAT does that", () => {
  const turning = box({ nat: { hairpinning: "external-source", filtering: "endpoint-independent" } })
  out(turning, "10.0.0.3:9", PEER)
  assert.equal(out(turning, ME, `${EXTERNAL}:9`), `inside: ${SEEN} > 10.0.0.3:9`)
  assert.equal(out(box(), ME, `${EXTERNAL}:9`), "nat-no-hairpin")
})

test("who comes unasked is told nothing, or that the port is closed", () => {
  const silent = box()
  const rejecting = box({ nat: { unsolicited: "reject" } })
  for (const one of [silent, rejecting]) out(one, ME, PEER)
  assert.equal(into(silent, PEER, `${EXTERNAL}:9`), "nat-no-mapping")
  assert.equal(into(silent, "198.51.100.1:8", SEEN), "nat-filtered")
  assert.equal(into(rejecting, PEER, `${EXTERNAL}:9`), "nat-no-mapping, port-unreachable")
  assert.equal(into(rejecting, "198.51.100.1:8", SEEN), "nat-filtered, port-unreachable")
  const full = box({ nat: { unsolicited: "reject", capacity: 1 } })
  out(full, ME, PEER)
  assert.equal(out(full, "10.0.0.3:9", PEER), "nat-table-full", "who goes out is not unasked for")
})

test("an ICMP error gets in to whom it is about, though UDP has no way in", () => {
  const home = box({ firewall: {} })
  const about = (source: string, destination: string): Packet =>
    errorAbout(packet(source, destination), "port-unreachable", endpoint(destination).address) ?? assert.fail()
  assert.equal(told(home.fromOutside(about(ME6, PEER6), at(0))), "firewall-inbound")
  assert.equal(told(home.fromOutside(about(SEEN, PEER), at(0))), "nat-no-mapping")
  out(home, ME6, PEER6)
  out(home, ME, PEER)
  const inward = home.fromOutside(about(SEEN, PEER), at(1))
  assert.ok("packet" in inward)
  assert.equal(inward.packet.destination.address, "10.0.0.2")
  assert.deepEqual(inward.packet.error?.source, endpoint(ME))
  assert.equal(told(home.fromOutside(about(ME6, PEER6), at(1))), "inside: [2001:db8:9::1]:0 > [2001:db8:1::2]:0")
})

test("an ICMP error from inside leaves nothing behind in the firewall", () => {
  const site = box({ nat: "none", firewall: {} })
  const error = errorAbout(packet(PEER, ME), "port-unreachable", ipAddress("10.0.0.2")) ?? assert.fail()
  assert.equal(told(site.fromInside(error, at(0))), "outside: 10.0.0.2:0 > 198.51.100.1:0")
  assert.deepEqual(site.tables().map(({ size }) => size), [0])
})

test("an inside address looks like the router where it is translated, and like itself elsewhere", () => {
  assert.equal(box().apparent(ipAddress("10.0.0.2")), EXTERNAL)
  assert.equal(box().apparent(ipAddress("2001:db8:1::2")), "2001:db8:1::2")
  assert.equal(box({ nat: "none" }).apparent(ipAddress("10.0.0.2")), "10.0.0.2")
})

test("its aspect is the NAT's in IPv4, and elsewhere the firewall's, port by port", () => {
  const home = box({
    nat: { mapping: "address-dependent", filtering: "address-dependent" },
    firewall: { openPorts: [9] },
  })
  assert.deepEqual(home.aspect("v4", endpoint(ME)), {
    isTranslated: true,
    mapping: "address-dependent",
    filtering: "address-dependent",
  })
  const { isTranslated, filtering } = home.aspect("v6", endpoint(ME6))
  assert.deepEqual([isTranslated, filtering], [false, "address-and-port-dependent"])
  assert.equal(home.aspect("v6", endpoint("[2001:db8:1::2]:9")).filtering, "open")
  assert.equal(box({ nat: "none" }).aspect("v4", endpoint(ME)).filtering, "open", "no firewall")
  assert.equal(box({ nat: "none", firewall: { inbound: "accept" } }).aspect("v4", endpoint(ME)).filtering, "open")
})

test("a firewall may come later, and change; answers go on", () => {
  const site = box({ nat: "none" })
  assert.equal(site.firewall, undefined)
  assert.deepEqual(site.tables(), [])
  site.setFirewall(STRICT)
  assert.equal(site.firewall, STRICT)
  assert.equal(into(site, PEER, ME), "firewall-inbound")
  out(site, ME, PEER)
  into(site, PEER, ME, 1)
  site.setFirewall({ ...STRICT, openPorts: [22] })
  assert.equal(into(site, PEER, ME, 2), `inside: ${PEER} > ${ME}`)
  assert.equal(into(site, PEER, "10.0.0.2:22", 2), `inside: ${PEER} > 10.0.0.2:22`)
})

test("what the firewall remembers is collected when it is over", () => {
  const site = box({ nat: "none", firewall: {} })
  out(site, ME, PEER)
  site.collect(at(29))
  assert.deepEqual(site.tables().map(({ size, capacity }) => [size, capacity]), [[1, 100]])
  site.collect(at(30))
  assert.deepEqual(site.tables().map(({ size }) => size), [0])
})

test("after a reboot it knows nobody, and may have another address", () => {
  const home = box({ firewall: {} })
  out(home, ME, PEER)
  out(home, ME6, PEER6)
  home.reboot(undefined)
  assert.equal(into(home, PEER, SEEN), "nat-no-mapping")
  assert.equal(into(home, PEER6, ME6), "firewall-inbound")
  home.reboot(ipAddress("203.0.113.9"))
  assert.equal(out(home, ME, PEER, 1), `outside: 203.0.113.9:51820 > ${PEER}`)
})
