import assert from "node:assert/strict"
import { test } from "node:test"
import { packet } from "../../../tests/harness/packets.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { instant, seconds } from "../../domain/net/instant.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { flatTimers, LINUX_TIMERS } from "../flow.ts"
import type { Packet } from "../packet.ts"
import { Rng } from "../rng.ts"
import type { NatDrop } from "./nat.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import type { NatProfile } from "./rfc4787.ts"
import { Rfc4787Nat } from "./rfc4787_nat.ts"

const OUTSIDE = ipAddress("203.0.113.1")
const at = (s: number) => instant(s * 1_000_000)
const me = "10.0.0.2:51820"

const home: NatProfile = { ...PLAIN_NAT, capacity: 1000 }

const nat = (change: Partial<NatProfile> = {}): Rfc4787Nat =>
  new Rfc4787Nat({ ...home, ...change }, [OUTSIDE], Rng.seeded(2))

/** The external port that a packet leaves with, or why it does not leave. */
function portOf(result: Packet | NatDrop): number | NatDrop {
  return typeof result === "string" ? result : result.source.port
}

const ports = (device: Rfc4787Nat, ...remotes: string[]): (number | NatDrop)[] =>
  remotes.map((remote) => portOf(device.egress(packet(me, remote), at(0))))

// RFC 4787 section 4.1.
test("the three mappings reuse a port for all remotes, for one address, for one address and port", () => {
  const remotes = ["198.51.100.1:1", "198.51.100.1:2", "198.51.100.2:1"]
  const [a, b, c] = ports(nat({ ports: "random" }), ...remotes)
  assert.ok(a === b && b === c)
  const [d, e, f] = ports(nat({ ports: "random", mapping: "address-dependent" }), ...remotes)
  assert.ok(d === e && e !== f)
  const [g, h, i] = ports(nat({ ports: "random", mapping: "address-and-port-dependent" }), ...remotes)
  assert.equal(new Set([g, h, i]).size, 3)
})

test("a packet out and its answer in keep their payload and find their way", () => {
  const device = nat()
  const out = device.egress(packet(me, "198.51.100.1:1"), at(0))
  assert.ok(typeof out !== "string")
  assert.equal(formatEndpoint(out.source), "203.0.113.1:51820")
  const back = device.ingress(packet("198.51.100.1:1", "203.0.113.1:51820"), at(1))
  assert.ok(typeof back !== "string")
  assert.equal(formatEndpoint(back.destination), me)
})

test("an inbound packet without a mapping, or past the filter, is dropped for different reasons", () => {
  const device = nat()
  device.egress(packet(me, "198.51.100.1:1"), at(0))
  assert.equal(device.ingress(packet("198.51.100.1:1", "203.0.113.1:9"), at(1)), "nat-no-mapping")
  assert.equal(device.ingress(packet("198.51.100.1:2", "203.0.113.1:51820"), at(1)), "nat-filtered")
})

// spec/nat.md E3 and spec/lab.md 1.3: the second host behind one router with the same port does not get that port.
test("of two inside hosts with one port the first keeps it", () => {
  const device = nat()
  assert.equal(portOf(device.egress(packet("10.0.0.2:51820", "198.51.100.1:1"), at(0))), 51820)
  const second = portOf(device.egress(packet("10.0.0.3:51820", "198.51.100.1:1"), at(0)))
  assert.ok(typeof second === "number" && second !== 51820)
  assert.equal(portOf(device.egress(packet("10.0.0.3:51820", "198.51.100.9:9"), at(0))), second, "for every remote end")
})

test("a mapping that was idle too long is gone, and its port may go to another", () => {
  const device = nat({ mappingTimers: LINUX_TIMERS, filterTimers: LINUX_TIMERS })
  device.egress(packet(me, "198.51.100.1:1"), at(0))
  assert.equal(device.ingress(packet("198.51.100.1:1", "203.0.113.1:51820"), at(30)), "nat-no-mapping")
  assert.equal(portOf(device.egress(packet("10.0.0.3:51820", "198.51.100.1:1"), at(31))), 51820)
  assert.equal(device.size, 1)
})

test("hairpinning: none, as the external address, as the inside address", () => {
  const turned = (hairpinning: NatProfile["hairpinning"]): Packet | NatDrop => {
    const device = nat({ hairpinning, filtering: "endpoint-independent" })
    device.egress(packet("10.0.0.3:7", "198.51.100.1:1"), at(0))
    return device.hairpin(packet(me, "203.0.113.1:7"), at(0))
  }
  assert.equal(turned("none"), "nat-no-hairpin")
  const external = turned("external-source")
  const internal = turned("internal-source")
  assert.ok(typeof external !== "string" && typeof internal !== "string")
  assert.deepEqual([external, internal].map((one) => formatEndpoint(one.destination)), ["10.0.0.3:7", "10.0.0.3:7"])
  assert.deepEqual([external, internal].map((one) => formatEndpoint(one.source)), ["203.0.113.1:51820", me])
})

test("a full table refuses new remote ends, keeps old ones, and gives the room of dead ones away", () => {
  const device = nat({ capacity: 2, mappingTimers: flatTimers(seconds(10)), filterTimers: flatTimers(seconds(10)) })
  assert.deepEqual(ports(device, "198.51.100.1:1", "198.51.100.1:2", "198.51.100.1:3"), [
    51820,
    51820,
    "nat-table-full",
  ])
  assert.equal(portOf(device.egress(packet(me, "198.51.100.1:1"), at(9))), 51820)
  assert.equal(portOf(device.egress(packet(me, "198.51.100.1:3"), at(11))), 51820)
  assert.equal(device.size, 2)
})

test("a reboot forgets all mappings and may bring another address", () => {
  const device = nat()
  device.egress(packet(me, "198.51.100.1:1"), at(0))
  device.reboot(ipAddress("203.0.113.77"))
  assert.equal(device.size, 0)
  assert.equal(device.ingress(packet("198.51.100.1:1", "203.0.113.77:51820"), at(1)), "nat-no-mapping")
  const out = device.egress(packet(me, "198.51.100.1:1"), at(1))
  assert.ok(typeof out !== "string")
  assert.equal(formatEndpoint(out.source), "203.0.113.77:51820")
  device.reboot(undefined)
  assert.equal(portOf(device.egress(packet("10.0.0.3:51820", "198.51.100.1:1"), at(2))), 51820, "nobody has the port")
})
