/** Which external port and address a device gives, in the words of RFC 4787 section 4, RFC 6888 and RFC 7857. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { NatDesk, portOf } from "../../../tests/harness/nat_desk.ts"
import { seconds } from "../../domain/net/instant.ts"
import { flatTimers } from "../flow.ts"
import type { NatProfile } from "./rfc4787.ts"

const [here, there] = ["198.51.100.1:1", "198.51.100.2:1"]
const ending = (idle: number) => ({ mappingTimers: flatTimers(seconds(idle)), filterTimers: flatTimers(seconds(idle)) })

const SYMMETRIC: Partial<NatProfile> = { mapping: "address-and-port-dependent" }

// RFC 4787 section 4.2.1: "port overloading" keeps the port even in the case of collision, which REQ-3 forbids.
test("overload: two hosts have one external port, and answers go by who called", () => {
  const desk = new NatDesk({ ports: "overload" })
  assert.equal(desk.out("10.0.0.2:51820", here), "203.0.113.1:51820")
  assert.equal(desk.out("10.0.0.3:51820", there), "203.0.113.1:51820")
  assert.equal(desk.in(here, "203.0.113.1:51820"), "10.0.0.2:51820")
  assert.equal(desk.in(there, "203.0.113.1:51820"), "10.0.0.3:51820")
})

test("overload: of two hosts that call the same remote end, the one that called last hears it", () => {
  const desk = new NatDesk({ ports: "overload" })
  desk.out("10.0.0.2:51820", here, 0)
  desk.out("10.0.0.3:51820", here, 1)
  assert.equal(desk.in(here, "203.0.113.1:51820", 2), "10.0.0.3:51820")
  desk.out("10.0.0.2:51820", here, 3)
  assert.equal(desk.in(here, "203.0.113.1:51820", 4), "10.0.0.2:51820")
})

// spec/nat.md 1.4: two hosts behind pf's static-port collide (tailscale/tailscale#864).
test("static: the second host with a port gets none, until the first is done", () => {
  const desk = new NatDesk({ ports: "static", ...ending(60) })
  assert.equal(desk.out("10.0.0.2:51820", here), "203.0.113.1:51820")
  assert.equal(desk.out("10.0.0.3:51820", there), "nat-no-port")
  assert.equal(desk.out("10.0.0.3:51820", there, 60), "203.0.113.1:51820")
})

test("sequential: each new mapping is a step further", () => {
  const desk = new NatDesk({ ...SYMMETRIC, ports: "sequential", step: 3, portRange: [6000, 6999] })
  const ports = desk.ports(...[1, 2, 3].map((i) => ["10.0.0.2:51820", `198.51.100.1:${i}`] as const))
  assert.deepEqual(ports, [6000, 6003, 6006])
})

// RFC 6888 REQ-14.
test("block: all ports of a subscriber lie in its block, and when that is full there is none", () => {
  const range: NatProfile["portRange"] = [4096, 8191]
  const desk = new NatDesk({ ...SYMMETRIC, ports: "block", blocks: { size: 64, most: 1 }, portRange: range })
  const blocks = ["10.0.0.2", "10.0.0.3"].map((host) => {
    const ports = desk.ports(
      ...Array.from({ length: 64 }, (_, i) => [`${host}:51820`, `198.51.100.1:${i + 1}`] as const),
    )
    assert.equal(new Set(ports).size, 64)
    assert.equal(desk.out(`${host}:51820`, there), "nat-no-port")
    return new Set(ports.map((port) => Math.floor(port / 64)))
  })
  assert.deepEqual(blocks.map(({ size }) => size), [1, 1])
  assert.notDeepEqual(...blocks as [Set<number>, Set<number>])
})

// RFC 4787 REQ-3a.
test("range class: what comes from a port up to 1023 leaves from one, and other things do not", () => {
  const desk = new NatDesk({ ports: "random", rangeClass: true })
  const ports = desk.ports(...[1, 443, 1023, 1024, 51820].map((port) => [`10.0.0.2:${port}`, here] as const))
  assert.deepEqual(ports.map((port) => port < 1024), [true, true, true, false, false])
  assert.equal(new NatDesk({ rangeClass: true, portRange: [2000, 3000] }).out("10.0.0.2:443", here), "nat-no-port")
})

// RFC 4787 section 4.2.2, REQ-4: an even port is mapped to an even port, and an odd one to an odd one.
test("parity: even stays even and odd stays odd", () => {
  for (const ports of ["random", "sequential", "block"] as const) {
    const desk = new NatDesk({ ports, parity: true })
    for (let port = 5000; port < 5020; port++) {
      const [external = 0] = desk.ports([`10.0.0.2:${port}`, here])
      assert.equal(external % 2, port % 2, ports)
    }
  }
})

// RFC 4787 section 4.2.3: RTCP = RTP + 1.
test("contiguity: the port after one that is mapped is mapped to the port after", () => {
  for (const ports of ["random", "sequential", "block"] as const) {
    const desk = new NatDesk({ ports, parity: true, contiguity: true, blocks: { size: 64, most: 2 } })
    const [rtp = 0, rtcp = 0] = desk.ports(["10.0.0.2:5004", here], ["10.0.0.2:5005", here])
    assert.equal(rtcp, rtp + 1, ports)
  }
})

test("contiguity: where the next port is taken, any other will do", () => {
  const desk = new NatDesk({ contiguity: true })
  const [first, next, second] = desk.ports(["10.0.0.2:4000", here], ["10.0.0.3:4001", here], ["10.0.0.2:4001", here])
  assert.deepEqual([first, next], [4000, 4001])
  assert.notEqual(second, 4001)
})

// RFC 4787 section 4.1, REQ-2.
test("address pooling: paired hosts are seen as one address, others as several", () => {
  const seenAs = (pooling: NatProfile["pooling"]) => {
    const desk = new NatDesk({ ...SYMMETRIC, ports: "random", pooling }, ["203.0.113.1", "203.0.113.2", "203.0.113.3"])
    const remotes = Array.from({ length: 30 }, (_, i) => `198.51.100.1:${i + 1}`)
    const seen = remotes.map((remote) => desk.out("10.0.0.2:51820", remote))
    remotes.forEach((remote, i) => assert.equal(desk.in(remote, seen[i] ?? ""), "10.0.0.2:51820"))
    return new Set(seen.map((external) => external.split(":")[0])).size
  }
  assert.equal(seenAs("paired"), 1)
  assert.equal(seenAs("arbitrary"), 3)
})

test("a port may be taken on one external address and free on another", () => {
  const desk = new NatDesk({ ports: "static", pooling: "arbitrary" }, ["203.0.113.1", "203.0.113.2"])
  const [a, b] = ["10.0.0.2:51820", "10.0.0.3:51820"].map((inside) => desk.out(inside, here))
  assert.deepEqual([a, b].sort(), ["203.0.113.1:51820", "203.0.113.2:51820"])
  assert.equal(desk.out("10.0.0.4:51820", here), "nat-no-port")
})

// RFC 6888 REQ-8: established sessions are to break, not to reach somebody else.
test("hold: a port that was given up comes back to its host, and to nobody else for two minutes", () => {
  const desk = new NatDesk({ ports: "static", hold: seconds(120), ...ending(60) })
  desk.out("10.0.0.2:51820", here)
  assert.equal(desk.out("10.0.0.3:51820", here, 179), "nat-no-port")
  assert.equal(desk.out("10.0.0.3:51820", here, 180), "203.0.113.1:51820")
  const again = new NatDesk({ ports: "static", hold: seconds(120), ...ending(60) })
  again.out("10.0.0.2:51820", here)
  assert.equal(again.out("10.0.0.2:51820", here, 61), "203.0.113.1:51820")
})

// RFC 7857 section 4; spec/nat.md 1.4 for clouds, whose budgets of ports are for each destination.
test("overlapping: as many conversations as ports with each remote end, and no more", () => {
  const desk = new NatDesk({ ...SYMMETRIC, ports: "random", overlapping: true, portRange: [5000, 5003] })
  for (const remote of [here, there]) {
    const seen = [1, 2, 3, 4].map((host) => desk.out(`10.0.0.${host}:51820`, remote))
    assert.equal(new Set(seen).size, 4)
    assert.equal(desk.out("10.0.0.5:51820", remote), "nat-no-port")
    seen.forEach((external, i) => assert.equal(desk.in(remote, external), `10.0.0.${i + 1}:51820`))
  }
})

// RFC 4787 section 7, REQ-11: the same device to the first host and to the fiftieth, but for the port that is preserved.
test("behaviour does not change with load, except which port there is left to preserve", () => {
  for (const ports of ["random", "sequential", "block", "preserve", "overload"] as const) {
    const desk = new NatDesk({ ports, blocks: { size: 64, most: 4 }, hairpinning: "external-source" })
    for (let host = 2; host < 52; host++) {
      const inside = `10.0.0.${host}:51820`
      const external = desk.out(inside, here)
      assert.equal(desk.out(inside, there), external, "endpoint-independent mapping")
      assert.equal(desk.in("198.51.100.9:1", external), "nat-filtered", "address-and-port-dependent filtering")
      assert.equal(desk.in(here, external), inside)
      const isKept = portOf(external) === 51820
      assert.equal(isKept, ports === "overload" || (ports === "preserve" && host === 2), `${ports} ${host}`)
    }
  }
})
