import assert from "node:assert/strict"
import { test } from "node:test"
import { packet } from "../../../tests/harness/packets.ts"
import { endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { type Instant, instant } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import type { FirewallProfile } from "../firewall.ts"
import { LINUX_TIMERS } from "../flow.ts"
import type { Passage } from "../middlebox/middlebox.ts"
import { errorAbout, type Packet } from "../packet.ts"
import { Rng } from "../rng.ts"
import { LinuxBox } from "./linux_box.ts"
import type { LinuxProfile, SourceRule } from "./linux_profile.ts"
import { chooserOf } from "./port_choice.ts"

const EXTERNAL = "203.0.113.1"
const forward: FirewallProfile = {
  inbound: "drop",
  openPorts: [],
  udp: "open",
  tcp: "open",
  timers: LINUX_TIMERS,
  capacity: 1000,
}
const MASQUERADE: SourceRule = { statement: "masquerade", ports: undefined, random: undefined }
const bare: LinuxProfile = {
  source: MASQUERADE,
  input: "accept",
  forward,
  portForwards: [],
  hairpin: false,
}
const at = (s: number): Instant => instant(s * 1_000_000)

const router = (change: Partial<LinuxProfile> = {}): LinuxBox =>
  new LinuxBox(
    { ...bare, ...change },
    {
      outside: [ipAddress(EXTERNAL), ipAddress("2001:db8::1")],
      inside: ["10.0.0.0/24", "2001:db8:1::/64"].map(prefix),
    },
    chooserOf(Rng.seeded(3)),
  )

/** `SOURCE > DESTINATION` as which it goes on, or why it does not. */
const told = (passage: Passage): string =>
  "reason" in passage
    ? passage.reason
    : `${formatEndpoint(passage.packet.source)} > ${formatEndpoint(passage.packet.destination)}`

const out = (box: LinuxBox, source: string, destination: string, s = 0): string =>
  told(box.fromInside(packet(source, destination), at(s)))
const into = (box: LinuxBox, source: string, destination: string, s = 0): string =>
  told(box.fromOutside(packet(source, destination), at(s)))
/** The port after the last colon of the source. */
const port = (line: string): number => Number(/:([0-9]+) >/.exec(line)?.[1])

const ME = "10.0.0.2:51820"
const P = "198.51.100.1:51820"

test("E1: plain masquerade keeps the port for all destinations", () => {
  const box = router()
  for (let i = 1; i <= 20; i++) assert.equal(port(out(box, ME, `198.51.100.${i}:51820`)), 51820)
  for (let i = 1; i <= 5; i++) assert.equal(port(out(box, ME, `198.51.100.1:${i}`)), 51820)
})

test("E1b: random gives every destination a port of its own", () => {
  const box = router({ source: { ...MASQUERADE, random: "random" } })
  const ports = [1, 2, 3, 4].map((i) => port(out(box, ME, `198.51.100.1:${i}`)))
  assert.equal(new Set([...ports, 51820]).size, 5)
  assert.equal(port(out(box, ME, "198.51.100.1:1", 1)), ports[0], "the same connection keeps it")
})

test("E1c: of a range, a port inside is kept, and one outside becomes the same random one for all", () => {
  const box = router({ source: { ...MASQUERADE, ports: [20_000, 20_100] } })
  assert.equal(port(out(box, "10.0.0.2:20050", P)), 20050)
  const first = port(out(box, ME, P))
  assert.ok(first >= 20_000 && first <= 20_100)
  for (let i = 2; i <= 9; i++) assert.equal(port(out(box, ME, `198.51.100.${i}:1`)), first)
})

test("E2, E2c, E8: what comes in first takes the port, and the port that is given instead spreads", () => {
  const box = router()
  out(box, ME, "192.0.2.9:3478")
  assert.equal(into(box, P, `${EXTERNAL}:51820`), "nat-remembered")
  const poisoned = port(out(box, ME, P, 1))
  assert.notEqual(poisoned, 51820)
  assert.equal(into(box, P, `${EXTERNAL}:51820`, 2), "nat-remembered")
  assert.equal(into(box, P, `${EXTERNAL}:${poisoned}`, 2), `${P} > ${ME}`)
  assert.equal(port(out(box, ME, "192.0.2.7:1", 2)), poisoned, "for new destinations")
  assert.equal(port(out(box, ME, "192.0.2.9:3478", 2)), 51820, "not for the one that knew it before")
  for (const s of [25, 50, 75]) {
    into(box, P, `${EXTERNAL}:51820`, s)
    assert.equal(port(out(box, ME, P, s)), poisoned, "keepalives keep it wrong")
  }
})

test("E2b: what is dropped or rejected at once leaves nothing behind", () => {
  for (const input of ["drop", "reject"] as const) {
    const box = router({ input })
    const passage = box.fromOutside(packet(P, `${EXTERNAL}:51820`), at(0))
    assert.deepEqual("answer" in passage && passage.answer, input === "reject" ? "port-unreachable" : undefined)
    assert.equal(port(out(box, ME, P, 1)), 51820)
  }
})

test("E3: neighbours share a port while their peers differ; the second loses it at the first peer in common", () => {
  const box = router()
  const neighbour = "10.0.0.3:51820"
  assert.equal(port(out(box, ME, "192.0.2.1:1")), 51820)
  assert.equal(port(out(box, neighbour, "192.0.2.2:1")), 51820)
  const second = port(out(box, neighbour, "192.0.2.1:1"))
  assert.notEqual(second, 51820)
  assert.equal(port(out(box, neighbour, "192.0.2.3:1")), second)
  assert.equal(port(out(box, ME, "192.0.2.3:1")), 51820)
})

test("E6: 30 s of silence heal, 15 do not", () => {
  for (const [silence, isHealed] of [[15, false], [35, true]] as const) {
    const box = router()
    into(box, P, `${EXTERNAL}:51820`)
    out(box, ME, P, 1)
    assert.equal(port(out(box, ME, P, 1 + silence)) === 51820, isHealed)
  }
})

test("E9: after a reboot it counts who speaks first", () => {
  for (const [input, isMoved] of [["accept", true], ["drop", false]] as const) {
    const box = router({ input })
    out(box, ME, P)
    into(box, P, `${EXTERNAL}:51820`, 1)
    box.reboot(undefined)
    into(box, P, `${EXTERNAL}:51820`, 2)
    assert.equal(port(out(box, ME, P, 3)) !== 51820, isMoved)
  }
})

test("E10: behind a port forward and a random masquerade the remote looks like somebody else", () => {
  const box = router({
    source: { ...MASQUERADE, random: "random" },
    portForwards: [{ port: 51820, to: endpoint(ME) }],
  })
  out(box, ME, "198.51.100.1:6000")
  const seen = into(box, "198.51.100.1:6000", `${EXTERNAL}:51820`, 1)
  assert.match(seen, /^198\.51\.100\.1:\d+ > 10\.0\.0\.2:51820$/)
  assert.notEqual(port(seen), 6000)
  assert.equal(out(box, ME, `198.51.100.1:${port(seen)}`, 2), `${EXTERNAL}:51820 > 198.51.100.1:6000`)
})

test("E11: there is no hairpin, unless a port forward has one", () => {
  const neighbour = "10.0.0.3:51820"
  const box = router()
  out(box, ME, P)
  assert.equal(out(box, neighbour, `${EXTERNAL}:51820`), "nat-no-hairpin")
  const turning = router({ portForwards: [{ port: 51820, to: endpoint(ME) }], hairpin: true })
  assert.equal(out(turning, neighbour, `${EXTERNAL}:51820`), `${EXTERNAL}:51820 > ${ME}`)
  assert.equal(out(turning, ME, `${EXTERNAL}:51820`, 1), `${EXTERNAL}:51820 > ${neighbour}`, "and the answer")
})

test("E12: nobody else gets in, neither from another port nor from another address", () => {
  const box = router()
  out(box, ME, P)
  assert.equal(into(box, P, `${EXTERNAL}:51820`), `${P} > ${ME}`)
  assert.equal(into(box, "198.51.100.1:9", `${EXTERNAL}:51820`), "nat-remembered")
  assert.equal(into(box, "198.51.100.2:51820", `${EXTERNAL}:51820`), "nat-remembered")
})

test("E15: ports of a range stay in it", () => {
  const box = router({ source: { ...MASQUERADE, ports: [20_480, 22_527], random: "fully-random" } })
  const ports = Array.from({ length: 16 }, (_, i) => port(out(box, ME, `198.51.100.1:${i + 1}`)))
  assert.ok(ports.every((one) => one >= 20_480 && one <= 22_527))
  assert.equal(new Set(ports).size, 16)
})

test("a packet with too low a TTL leaves no trace when it dies here, and one when it dies further on", () => {
  const box = router()
  const low = (ttl: number): Packet => ({ ...packet(ME, P), ttl })
  assert.equal(told(box.fromInside(low(1), at(0))), "ttl-expired")
  assert.equal(into(box, P, `${EXTERNAL}:51820`), "nat-remembered")
  const other = router()
  other.fromInside(low(2), at(0))
  assert.equal(into(other, P, `${EXTERNAL}:51820`), `${P} > ${ME}`)
})

test("E7: a lead that dies on the way opens the way in before the first packet comes", () => {
  const box = router()
  box.fromInside({ ...packet(ME, P), ttl: 2 }, at(0))
  assert.equal(into(box, P, `${EXTERNAL}:51820`, 1), `${P} > ${ME}`)
  assert.equal(port(out(box, ME, P, 2)), 51820)
})

test("IPv6 is not rewritten, and filtered by the same table", () => {
  const box = router()
  const [me, peer] = ["[2001:db8:1::2]:51820", "[2001:db8:9::1]:51820"]
  assert.equal(into(box, peer, me), "firewall-inbound")
  assert.equal(out(box, me, peer), `${me} > ${peer}`)
  assert.equal(into(box, peer, me), `${peer} > ${me}`)
  assert.equal(into(box, peer, "[2001:db8::1]:51820"), "nat-remembered", "its own address")
})

test("ICMP errors go to whom they concern, rewritten like an answer, and keep nothing alive", () => {
  const box = router()
  const outward = box.fromInside(packet(ME, P), at(0))
  assert.ok("packet" in outward)
  const error = errorAbout(outward.packet, "port-unreachable", ipAddress("198.51.100.1"))
  assert.ok(error)
  const inward = box.fromOutside(error, at(29))
  assert.ok("packet" in inward && inward.packet.error)
  assert.equal(inward.packet.destination.address, "10.0.0.2")
  assert.deepEqual(inward.packet.error.source, endpoint(ME))
  assert.equal(into(box, P, `${EXTERNAL}:51820`, 31), "nat-remembered")
})

test("errors age on their way like any packet", () => {
  const box = router()
  const outward = box.fromInside(packet(ME, P), at(0))
  assert.ok("packet" in outward)
  const error = errorAbout(outward.packet, "port-unreachable", ipAddress("198.51.100.1")) ?? assert.fail()
  const inward = box.fromOutside({ ...error, ttl: 2 }, at(1))
  assert.equal("packet" in inward && inward.packet.ttl, 1)
  assert.equal(told(box.fromOutside({ ...error, ttl: 1 }, at(1))), "ttl-expired")
})

test("an error from inside looks as if the router sent it", () => {
  const box = router()
  out(box, ME, P)
  const inward = box.fromOutside(packet(P, `${EXTERNAL}:51820`), at(1))
  assert.ok("packet" in inward)
  const error = errorAbout(inward.packet, "port-unreachable", ipAddress("10.0.0.2"))
  assert.ok(error)
  const outward = box.fromInside(error, at(1))
  assert.ok("packet" in outward && outward.packet.error)
  assert.equal(outward.packet.source.address, EXTERNAL)
  assert.deepEqual(outward.packet.error.destination, endpoint(`${EXTERNAL}:51820`))
})

// Found by a random script: the kernel's IPS_SRC_NAT means any change of the source.
test("where a source kept its address and got another port, errors from further away come as from that source", () => {
  const box = router({ portForwards: [{ port: 51820, to: endpoint("10.0.0.2:6000") }] })
  out(box, "10.0.0.2:6000", P)
  const inward = box.fromOutside(packet(P, `${EXTERNAL}:51820`), at(1))
  assert.ok("packet" in inward)
  assert.equal(inward.packet.source.address, "198.51.100.1")
  assert.notEqual(inward.packet.source.port, 51820)
  const answer = box.fromInside(packet("10.0.0.2:6000", formatEndpoint(inward.packet.source)), at(2))
  assert.ok("packet" in answer)
  const error = errorAbout(answer.packet, "time-exceeded", ipAddress("192.0.2.254"))
  assert.ok(error)
  const told = box.fromOutside(error, at(2))
  assert.ok("packet" in told)
  assert.deepEqual([told.packet.source.address, told.packet.destination.address], ["198.51.100.1", "10.0.0.2"])
  const short = box.fromInside({ ...packet("10.0.0.2:6000", formatEndpoint(inward.packet.source)), ttl: 1 }, at(3))
  assert.ok("reason" in short)
  assert.deepEqual([short.answer, short.as], ["time-exceeded", "198.51.100.1"])
})

test("an error about nothing that is known does not get in", () => {
  const box = router({ input: "drop" })
  const error = errorAbout(packet(`${EXTERNAL}:51820`, P), "port-unreachable", ipAddress("198.51.100.1"))
  assert.ok(error)
  assert.equal(told(box.fromOutside(error, at(0))), "port-closed")
})

test("a full table of streams takes nobody else", () => {
  const box = router({ forward: { ...forward, capacity: 1 } })
  out(box, ME, P)
  for (const s of [1, 3, 4]) into(box, P, `${EXTERNAL}:51820`, s)
  assert.equal(out(box, ME, "192.0.2.1:1", 5), "nat-table-full")
  assert.deepEqual(box.tables().map(({ size, capacity }) => [size, capacity]), [[1, 1]])
})

test("in the axes of RFC 4787 it is endpoint-independent by preservation, or symmetric", () => {
  const { mapping, filtering, isTranslated } = router().aspect("v4", endpoint(ME))
  assert.deepEqual([mapping, filtering, isTranslated], ["endpoint-independent", "address-and-port-dependent", true])
  const random = router({ source: { ...MASQUERADE, random: "random" } })
  assert.equal(random.aspect("v4", endpoint(ME)).mapping, "address-and-port-dependent")
  assert.equal(random.aspect("v6", endpoint("[2001:db8:1::2]:51820")).isTranslated, false)
  const forwarding = router({ portForwards: [{ port: 1, to: endpoint(ME) }] })
  assert.equal(forwarding.aspect("v4", endpoint(ME)).filtering, "open")
  assert.equal(router().apparent(ipAddress("10.0.0.2")), EXTERNAL)
})
