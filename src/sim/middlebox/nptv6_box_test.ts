import assert from "node:assert/strict"
import { test } from "node:test"
import { packet } from "../../../tests/harness/packets.ts"
import { endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import type { FirewallProfile } from "../firewall.ts"
import { errorAbout, type Packet } from "../packet.ts"
import { STRICT_FIREWALL } from "../scenario/presets.ts"
import type { Passage } from "./middlebox.ts"
import { Nptv6 } from "./nptv6.ts"
import { Nptv6Box } from "./nptv6_box.ts"
import { TextbookBox } from "./textbook_box.ts"

const START = instant(0)
/** The pair of RFC 6296 section 3.6. */
const NODE = "[fd01:203:405:1::1234]:51820"
const NODE_OUTSIDE = "[2001:db8:1:d550::1234]:51820"
const SERVER = "[2001:db8:99::1]:51820"
/** D54F and 2 is D551. */
const OTHER = "[fd01:203:405:2::7]:51820"
const OTHER_OUTSIDE = "[2001:db8:1:d551::7]:51820"
const NOBODY = "[fd01:203:405:ffff::1]:51820"

function box(firewall: FirewallProfile | undefined = STRICT_FIREWALL): Nptv6Box {
  const nptv6 = new Nptv6({ inside: prefix("fd01:203:405::/48"), outside: prefix("2001:db8:1::/48") })
  return new Nptv6Box(nptv6, new TextbookBox(undefined, firewall))
}

function through(passage: Passage): Packet {
  assert.ok("packet" in passage, "reason" in passage ? passage.reason : "")
  return passage.packet
}

const why = (passage: Passage): string => ("reason" in passage ? passage.reason : `passed ${passage.to}`)
const ends = ({ source, destination }: Packet): string => `${formatEndpoint(source)} > ${formatEndpoint(destination)}`

test("the inside is seen by the other prefix, at its own ports, and answered there", () => {
  const one = box()
  const out = through(one.fromInside(packet(NODE, SERVER), START))
  assert.equal(ends(out), `${NODE_OUTSIDE} > ${SERVER}`)
  const back = through(one.fromOutside(packet(SERVER, NODE_OUTSIDE), START))
  assert.equal(ends(back), `${SERVER} > ${NODE}`)
  assert.deepEqual([out.ttl, back.ttl], [63, 63])
})

test("the firewall lets in answers alone, or whatever it opens", () => {
  assert.equal(why(box().fromOutside(packet(SERVER, NODE_OUTSIDE), START)), "firewall-inbound")
  const open = box({ ...STRICT_FIREWALL, openPorts: [51820] })
  assert.equal(ends(through(open.fromOutside(packet(SERVER, NODE_OUTSIDE), START))), `${SERVER} > ${NODE}`)
})

test("who has no address outside gets no further", () => {
  const open = box({ ...STRICT_FIREWALL, inbound: "accept" })
  assert.equal(why(open.fromInside(packet(NOBODY, SERVER), START)), "nat-untranslatable")
  assert.equal(why(open.fromOutside(packet(SERVER, "[2001:db8:1:ffff::1]:1"), START)), "nat-untranslatable")
})

test("what is not of the prefix passes as it is", () => {
  const one = box()
  const [own, ipv4] = ["[2001:db8:5::1]:1", "192.0.2.1:1"]
  assert.equal(ends(through(one.fromInside(packet(own, SERVER), START))), `${own} > ${SERVER}`)
  assert.equal(ends(through(one.fromInside(packet(ipv4, "198.51.100.1:1"), START))), `${ipv4} > 198.51.100.1:1`)
})

test("inside hosts reach each other by their outside addresses, and see those", () => {
  const passage = box().fromInside(packet(NODE, OTHER_OUTSIDE), START)
  assert.equal(why(passage), "passed inside")
  assert.equal(ends(through(passage)), `${NODE_OUTSIDE} > ${OTHER}`)
  assert.equal(why(box().fromInside(packet(NODE, "[2001:db8:1:ffff::1]:1"), START)), "nat-untranslatable")
})

test("errors quote the addresses of whom they reach", () => {
  const one = box()
  const sent = through(one.fromInside(packet(NODE, SERVER), START))
  const about = errorAbout(sent, "port-unreachable", ipAddress("2001:db8:99::1"))
  assert.ok(about)
  const heard = through(one.fromOutside(about, START))
  assert.equal(heard.destination.address, "fd01:203:405:1::1234")
  assert.deepEqual(heard.error, { kind: "port-unreachable", source: endpoint(NODE), destination: endpoint(SERVER) })
  const got = through(one.fromOutside(packet(SERVER, NODE_OUTSIDE), START))
  const refusal = errorAbout(got, "port-unreachable", ipAddress("fd01:203:405:1::1234"))
  assert.ok(refusal)
  const left = through(one.fromInside(refusal, START))
  assert.equal(left.source.address, "2001:db8:1:d550::1234")
  assert.deepEqual(left.error, {
    kind: "port-unreachable",
    source: endpoint(SERVER),
    destination: endpoint(NODE_OUTSIDE),
  })
})

test("an error about nothing that was sent does not get in", () => {
  const about = errorAbout(packet(NODE_OUTSIDE, SERVER), "port-unreachable", ipAddress("2001:db8:99::1"))
  assert.ok(about)
  assert.equal(why(box().fromOutside(about, START)), "firewall-inbound")
})

test("it counts as translation, and lets in whom the firewall lets in", () => {
  const inside = endpoint(NODE)
  const aspect = { isTranslated: true, mapping: "endpoint-independent", filtering: "address-and-port-dependent" }
  assert.deepEqual(box().aspect("v6", inside), aspect)
  assert.equal(box({ ...STRICT_FIREWALL, openPorts: [51820] }).aspect("v6", inside).filtering, "open")
  assert.equal(box().aspect("v6", endpoint(SERVER)).isTranslated, false)
})

test("it looks like the outside address, if there is one", () => {
  const one = box()
  for (const [inside, seen] of [[NODE, NODE_OUTSIDE], [SERVER, SERVER]] as const) {
    assert.equal(one.apparent(endpoint(inside).address, "v6"), endpoint(seen).address)
  }
  assert.equal(one.apparent(endpoint(NOBODY).address), undefined)
})

test("a reboot forgets what the firewall let through, and no addresses, as there are none to forget", () => {
  const one = box()
  one.fromInside(packet(NODE, SERVER), START)
  one.reboot(undefined)
  assert.equal(why(one.fromOutside(packet(SERVER, NODE_OUTSIDE), START)), "firewall-inbound")
  assert.equal(ends(through(one.fromInside(packet(NODE, SERVER), START))), `${NODE_OUTSIDE} > ${SERVER}`)
})
