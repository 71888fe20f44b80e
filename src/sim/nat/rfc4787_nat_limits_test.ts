/** Timers, limits, errors and meddling of a device, in the words of RFC 4787 and RFC 6888. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { NatDesk } from "../../../tests/harness/nat_desk.ts"
import { packet } from "../../../tests/harness/packets.ts"
import { endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { instant, seconds } from "../../domain/net/instant.ts"
import { flatTimers } from "../flow.ts"
import { errorAbout } from "../packet.ts"

const [here, there] = ["198.51.100.1:1", "198.51.100.2:1"]
const me = "10.0.0.2:51820"
const outside = "203.0.113.1:51820"
const ending = (idle: number) => ({ mappingTimers: flatTimers(seconds(idle)), filterTimers: flatTimers(seconds(idle)) })

// RFC 4787 section 4.3, REQ-6: outbound refresh MUST be, inbound refresh may.
test("refresh: packets out, packets in, or both keep a mapping", () => {
  const lives = (refresh: "outbound" | "inbound" | "both", direction: "out" | "in"): boolean => {
    const desk = new NatDesk({ refresh, ...ending(30) })
    desk.out(me, here, 0)
    if (direction === "out") desk.out(me, here, 20)
    else desk.in(here, outside, 20)
    return desk.in(here, outside, 40) === me
  }
  assert.deepEqual((["outbound", "inbound", "both"] as const).map((one) => lives(one, "out")), [true, false, true])
  assert.deepEqual((["outbound", "inbound", "both"] as const).map((one) => lives(one, "in")), [false, true, true])
})

// RFC 6888 REQ-4: external ports per subscriber.
test("subscriber limit: a host has so many ports and no more, whatever the others have", () => {
  const desk = new NatDesk({ subscriberLimit: 2, ...ending(60) })
  assert.deepEqual(desk.ports(["10.0.0.2:1", here], ["10.0.0.2:2", here], ["10.0.0.3:3", here]), [1, 2, 3])
  assert.equal(desk.out("10.0.0.2:9", here), "nat-table-full")
  assert.equal(desk.out("10.0.0.2:1", there), "203.0.113.1:1", "a mapping that is there serves other remote ends")
  assert.equal(desk.out("10.0.0.2:9", here, 60), "203.0.113.1:9", "those that are over do not count")
})

test("subscriber limit: to a symmetric device each remote end is a port", () => {
  const desk = new NatDesk({ subscriberLimit: 2, mapping: "address-and-port-dependent" })
  desk.ports([me, "198.51.100.1:1"], [me, "198.51.100.1:2"])
  assert.equal(desk.out(me, "198.51.100.1:3"), "nat-table-full")
})

test("overflow: a full table refuses what is new, or forgets what was quiet longest", () => {
  const strict = new NatDesk({ capacity: 2 })
  strict.ports([me, here], ["10.0.0.3:7", here])
  assert.equal(strict.out("10.0.0.4:8", here), "nat-table-full")
  const lenient = new NatDesk({ capacity: 2, overflow: "drop-oldest" })
  lenient.out(me, here, 0)
  lenient.out("10.0.0.3:7", here, 1)
  lenient.out(me, here, 2)
  assert.equal(lenient.out("10.0.0.4:8", here, 3), "203.0.113.1:8")
  assert.equal(lenient.in(here, outside, 4), me)
  assert.equal(lenient.in(here, "203.0.113.1:7", 4), "nat-no-mapping")
  assert.equal(lenient.nat.size, 2)
})

test("overflow: of a mapping with many remote ends one is forgotten, and the mapping with the last", () => {
  const desk = new NatDesk({ capacity: 2, overflow: "drop-oldest" })
  desk.out(me, here, 0)
  desk.out(me, there, 1)
  assert.equal(desk.out(me, "198.51.100.3:1", 2), outside)
  assert.equal(desk.in(here, outside, 3), "nat-filtered")
  assert.equal(desk.in(there, outside, 3), me)
  const tiny = new NatDesk({ capacity: 1, overflow: "drop-oldest" })
  tiny.out(me, here, 0)
  assert.equal(tiny.out("10.0.0.3:7", here, 1), "203.0.113.1:7")
  assert.equal(tiny.in(here, outside, 1), "nat-no-mapping")
  assert.equal(tiny.out("10.0.0.3:7", there, 2), "203.0.113.1:7", "the only mapping, with another remote end")
  assert.equal(tiny.nat.size, 1)
})

// RFC 4787 section 9, REQ-12: "MUST NOT terminate the NAT mapping".
test("an ICMP error is passed on and ends nothing, or ends the mapping that it is about", () => {
  for (const kind of ["port-unreachable", "time-exceeded"] as const) {
    const ignoring = new NatDesk({ icmpError: "ignore" })
    ignoring.out(me, here)
    assert.equal(ignoring.error(outside, here, { kind }), "10.0.0.2")
    assert.equal(ignoring.in(here, outside, 1), me)
    const killing = new NatDesk({ icmpError: "kill" })
    killing.out(me, here)
    assert.equal(killing.error(outside, here, { kind }), "10.0.0.2")
    assert.equal(killing.in(here, outside, 1), "nat-no-mapping")
    assert.equal(killing.nat.size, 0)
  }
})

test("an ICMP error that is not let in ends nothing", () => {
  const desk = new NatDesk({ icmpError: "kill" })
  desk.out(me, here)
  assert.equal(desk.error(outside, there), "nat-filtered")
  assert.equal(desk.error("203.0.113.1:9", here), "nat-no-mapping")
  assert.equal(desk.in(here, outside, 1), me)
})

// RFC 7857 sections 6 and 7: errors refresh nothing.
test("an ICMP error keeps nothing alive", () => {
  const desk = new NatDesk(ending(30))
  desk.out(me, here, 0)
  desk.error(outside, here, { s: 20 })
  assert.equal(desk.in(here, outside, 30), "nat-no-mapping")
})

test("a killed mapping's port is held back like any other that was given up", () => {
  const desk = new NatDesk({ icmpError: "kill", ports: "static", hold: seconds(120) })
  desk.out(me, here, 0)
  desk.error(outside, here, { s: 10 })
  assert.equal(desk.out("10.0.0.3:51820", here, 129), "nat-no-port")
  assert.equal(desk.out("10.0.0.3:51820", here, 130), outside)
})

test("an ICMP error on a port that several have goes to the one that it is about", () => {
  const desk = new NatDesk({ ports: "overload", icmpError: "kill" })
  desk.out(me, here)
  desk.out("10.0.0.3:51820", there)
  assert.equal(desk.error(outside, there), "10.0.0.3")
  assert.equal(desk.in(there, outside, 1), "nat-filtered", "what is left belongs to the other")
  assert.equal(desk.in(here, outside, 1), me)
})

// RFC 4787 section 7, REQ-10; RFC 5389 section 15.2.
test("an application layer gateway rewrites the inside endpoint in what goes out, and nothing else", () => {
  const octets = [10, 0, 0, 2, 0xca, 0x6c]
  const payload = Uint8Array.from([1, ...octets, 2])
  const sent = (alg: "off" | "rewrite") => {
    const { nat } = new NatDesk({ alg, ports: "sequential", portRange: [40000, 40010] })
    const out = nat.egress({ ...packet(me, here), payload }, instant(0))
    const back = nat.ingress({ ...packet(here, "203.0.113.1:40000"), payload }, instant(0))
    assert.ok(typeof out !== "string" && typeof back !== "string")
    assert.deepEqual([...back.payload], [...payload], "inbound")
    return [...out.payload]
  }
  assert.deepEqual(sent("off"), [...payload])
  assert.deepEqual(sent("rewrite"), [1, 203, 0, 113, 1, 0x9c, 0x40, 2])
})

test("an error about what came in leaves as the external endpoint that it came to", () => {
  const { nat } = new NatDesk()
  nat.egress(packet(me, here), instant(0))
  const error = errorAbout(packet(here, me), "port-unreachable", endpoint(me).address)
  const out = error && nat.egress(error, instant(1))
  assert.ok(out !== undefined && typeof out !== "string" && out.error !== undefined)
  assert.deepEqual([out.source.address, formatEndpoint(out.error.destination)], ["203.0.113.1", outside])
})

test("hairpinning goes to any external address of the device", () => {
  const desk = new NatDesk({ hairpinning: "external-source" }, ["203.0.113.1", "203.0.113.2"])
  const [a, b] = ["10.0.0.2:7", "10.0.0.3:8"].map((inside) => desk.out(inside, here))
  assert.notEqual(a?.split(":")[0], b?.split(":")[0], "paired with different addresses")
  assert.equal(desk.hairpin("10.0.0.2:7", b ?? ""), "nat-filtered")
  assert.equal(desk.hairpin("10.0.0.3:8", a ?? ""), "10.0.0.2:7")
})
