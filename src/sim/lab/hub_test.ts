import assert from "node:assert/strict"
import { test } from "node:test"
import { assertSound } from "../../../tests/harness/frame_checksums.ts"
import { ethernet, udpV4, udpV6 } from "../../../tests/harness/frames.ts"
import { scenario, small } from "../../../tests/harness/scenario_data.ts"
import { hex, toHex, vectors } from "../../../tests/harness/vectors.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { instant, millis, NEVER } from "../../domain/net/instant.ts"
import { probePayload, readFrame } from "./frame.ts"
import { Hub } from "./hub.ts"
import { HUB_MAC, layOut } from "./namespaces.ts"

const WAN = 0
const HOST = 3

function hub(change: Record<string, unknown> = {}) {
  const file = scenario(small(change))
  const emitted: { readonly wire: number; readonly frame: Uint8Array }[] = []
  const crossed: string[] = []
  const one = new Hub({ file, wires: layOut(file, "x").wires, seed: 1 }, {
    emit: (wire, frame) => void emitted.push({ wire, frame }),
    crossed: (probe, network) => void crossed.push(`${probe} ${network}`),
  })
  return { one, emitted, crossed }
}

const frame = (to: string, ttl = 64): Uint8Array => ethernet(udpV4("203.0.113.1:51820", to, probePayload(5), ttl))

test("a frame comes out at the wire of whoever has the address, after both links and with six hops less", () => {
  const { one, emitted, crossed } = hub()
  one.receive(WAN, frame("198.51.100.1:9"), instant(0))
  one.advance(instant(millis(20) - 1))
  assert.equal(emitted.length, 0)
  one.advance(instant(millis(20)))
  const [out] = emitted
  assert.equal(out?.wire, HOST)
  assert.equal(out && readFrame(out.frame)?.ttl, 58)
  assert.deepEqual(crossed, ["5 internet"])
})

test("one that dies on the way comes back as an error", () => {
  const { one, emitted } = hub()
  one.receive(WAN, frame("198.51.100.1:9", 6), instant(0))
  one.advance(instant(millis(100)))
  assert.equal(emitted[0]?.wire, WAN)
  const error = emitted[0] && readFrame(emitted[0].frame)
  assert.deepEqual([error?.error?.kind, error?.probe], ["time-exceeded", 5])
})

test("what nobody has goes nowhere, and what is no frame of ours neither", () => {
  const { one, emitted, crossed } = hub()
  one.receive(WAN, frame("192.0.2.77:9"), instant(0))
  one.receive(WAN, new Uint8Array(60), instant(0))
  one.advance(instant(millis(100)))
  assert.deepEqual([emitted, crossed], [[], []])
})

// Found by a random script: a router that has IPv6 inside alone tells of errors by its link-local address.
test("what comes from a link-local address goes no further", () => {
  const address = ["198.51.100.1", "2001:db8::1"]
  const { one, emitted, crossed } = hub({ nodes: { s: { interfaces: { eth0: { on: "internet", address } } } } })
  const from = (source: string) => ethernet(udpV6(`[${source}]:51820`, "[2001:db8::1]:9", probePayload(5), 64))
  assert.ok(readFrame(from("fe80::1")) !== undefined)
  one.receive(WAN, from("fe80::1"), instant(0))
  one.advance(instant(millis(100)))
  assert.deepEqual([emitted, crossed], [[], []])
  one.receive(WAN, from("2001:db8::2"), instant(millis(100)))
  one.advance(instant(millis(200)))
  assert.deepEqual([emitted.length, crossed], [1, ["5 internet"]])
})

/**
 * Two kernels at the ends of wires, played by the test: a router's two sides and a host behind it, two hosts on the
 * internet. Links take 10 ms, on the LAN 1 ms.
 */
function bench(change: Record<string, unknown> = {}) {
  const at = (on: string, ...address: string[]) => ({ interfaces: { eth0: { on, address } } })
  const file = scenario(small({
    routers: {
      r: { nat: "none", outside: ["203.0.113.1", "2001:db8::ff"], inside: ["198.18.0.0/24", "2001:db8:1::/64"] },
    },
    nodes: {
      a: at("r", "198.18.0.2", "2001:db8:1::2"),
      b: at("r", "198.18.0.3"),
      s: at("internet", "198.51.100.1", "2001:db8::1"),
      t: at("internet", "198.51.100.2"),
    },
    ...change,
  }))
  const { wires } = layOut(file, "x")
  const log: string[] = []
  const frames: Uint8Array[] = []
  const crossings: string[] = []
  let now = instant(0)
  const ends = wires.map(({ owner, device }) => `${owner}.${device}`)
  const hub = new Hub({ file, wires, seed: 1 }, {
    emit: (wire, frame) => {
      frames.push(frame)
      const { source, destination, ttl, error } = readFrame(frame) ?? assert.fail("it is a frame")
      const what = error === undefined ? "" : ` ${error.kind}`
      const way = `${formatEndpoint(source)} > ${formatEndpoint(destination)}`
      log.push(`${now / 1000} ${ends[wire]}: ${way}${what}, TTL ${ttl}`)
    },
    crossed: (probe, network, { source, destination }) =>
      void crossings.push(`${probe} ${network}: ${formatEndpoint(source)} > ${formatEndpoint(destination)}`),
  })
  /** All that is due until then, each thing at its time. */
  const play = (until: number): void => {
    for (now = hub.nextAt; now <= until * 1000; now = hub.nextAt) hub.advance(now)
    now = instant(until * 1000)
  }
  /** As every device does: to the one neighbour that it has. */
  const say = (end: string, frame: Uint8Array): void => {
    const wire = wires[ends.indexOf(end)] ?? assert.fail(end)
    const header = [HUB_MAC, wire.mac].join("").replaceAll(":", "")
    hub.receive(wire.index, Uint8Array.from([...hex(header), ...frame.subarray(12)]), now)
  }
  return { hub, wires, log, frames, crossings, play, say }
}

const datagram = (source: string, destination: string, ttl = 64): Uint8Array =>
  ethernet((source.startsWith("[") ? udpV6 : udpV4)(source, destination, probePayload(5), ttl))
const KERNEL = vectors<Readonly<Record<string, string>>>("kernel_frames")
const kernel = (name: string): Uint8Array => hex(KERNEL[name] ?? assert.fail(name))
const [A, S, T] = ["198.18.0.2:51820", "198.51.100.1:9", "198.51.100.2:51820"]
const [A6, S6] = ["[2001:db8:1::2]:51820", "[2001:db8::1]:9"]

test("a datagram comes to the next kernel after the link that lies between, and waits there for what that does", () => {
  const { log, crossings, play, say } = bench()
  say("a.eth0", datagram(A, S))
  play(100)
  assert.deepEqual(log, [`1 r.lan: ${A} > ${S}, TTL 64`])
  say("r.wan", datagram(A, S, 63))
  play(200)
  assert.deepEqual(log.slice(1), [`120 s.eth0: ${A} > ${S}, TTL 57`])
  say("s.eth0", datagram(S, A))
  play(300)
  say("r.lan", datagram(S, A, 57))
  play(400)
  assert.deepEqual(log.slice(2), [`220 r.wan: ${S} > ${A}, TTL 58`, `301 a.eth0: ${S} > ${A}, TTL 57`])
  assert.deepEqual(crossings, [
    `5 r: ${A} > ${S}`,
    `5 internet: ${A} > ${S}`,
    `5 internet: ${S} > ${A}`,
    `5 r: ${S} > ${A}`,
  ])
})

test("neighbours reach each other without their router, and without a hop", () => {
  const { log, play, say } = bench()
  say("a.eth0", datagram(A, "198.18.0.3:1", 1))
  play(10)
  assert.deepEqual(log, [`2 b.eth0: ${A} > 198.18.0.3:1, TTL 1`])
})

test("a link is as slow as the scenario says", () => {
  const link = { latency: "70ms" }
  const { log, play, say } = bench({
    nodes: {
      s: { interfaces: { eth0: { on: "internet", address: "198.51.100.1", link } } },
      t: { interfaces: { eth0: { on: "internet", address: "198.51.100.2" } } },
    },
  })
  say("t.eth0", datagram(T, S))
  say("s.eth0", datagram(S, T))
  play(500)
  assert.deepEqual(log, [`80 t.eth0: ${S} > ${T}, TTL 58`, `80 s.eth0: ${T} > ${S}, TTL 58`].sort())
})

// RFC 791 3.2, RFC 792, RFC 4443 3.3: as many hops as the scenario has.
test("the internet takes its hops from the TTL, and says of what dies there that its time was over", () => {
  for (const hops of [1, 6, 12]) {
    const { log, play, say, frames } = bench({ internet: { hops } })
    say("s.eth0", datagram(S, T, hops + 1))
    say("s.eth0", datagram(S, T, hops))
    say("s.eth0", datagram("[2001:db8::1]:9", "[2001:db8::ff]:1", 1))
    play(50)
    assert.deepEqual([...log].sort(), [
      "20 s.eth0: 192.0.2.254:0 > 198.51.100.1:0 time-exceeded, TTL 64",
      "20 s.eth0: [2001:db8:ffff::fe]:0 > [2001:db8::1]:0 time-exceeded, TTL 64",
      `20 t.eth0: ${S} > ${T}, TTL 1`,
    ])
    const errors = frames.filter((one) => readFrame(one)?.error !== undefined)
    errors.forEach(assertSound)
    assert.deepEqual(errors.map((one) => readFrame(one)?.probe), [5, 5])
  }
  const flat = bench({ internet: { hops: 0 } })
  flat.say("s.eth0", datagram(S, T, 1))
  flat.play(50)
  assert.deepEqual(flat.log, [`20 t.eth0: ${S} > ${T}, TTL 1`])
})

test("errors of kernels are carried like all else, but do not count as crossings of what they are about", () => {
  const { log, crossings, play, say, frames } = bench()
  say("s.eth0", kernel("unreachable4"))
  say("s.eth0", kernel("unreachable6"))
  play(50)
  assert.deepEqual(log, [
    "20 r.wan: 198.51.100.1:0 > 198.18.0.2:0 port-unreachable, TTL 58",
    "20 r.wan: [2001:db8::1]:0 > [2001:db8:1::2]:0 port-unreachable, TTL 58",
  ])
  assert.deepEqual(crossings, [])
  for (const [i, name] of ["unreachable4", "unreachable6"].entries()) {
    const [ours, theirs] = [frames[i] ?? assert.fail(), kernel(name)]
    assertSound(ours)
    assert.equal(
      toHex(ours.subarray(14 + 20)).slice(-120),
      toHex(theirs.subarray(14 + 20)).slice(-120),
      "what it quotes",
    )
  }
})

// RFC 1122 3.2.2.
test("an error that dies on the way is told of to nobody", () => {
  const { log, play, say } = bench()
  const frame = kernel("unreachable6")
  frame.set([6], 14 + 7)
  say("s.eth0", frame)
  play(50)
  assert.deepEqual(log, [])
})

test("every frame comes from the hub's hardware address to the device's own, errors of the internet as well", () => {
  const { frames, wires, play, say } = bench()
  const macOf = (owner: string): string => wires.find((one) => one.owner === owner)?.mac ?? assert.fail(owner)
  say("s.eth0", datagram(S, T))
  say("s.eth0", datagram(S, T, 1))
  say("s.eth0", datagram(S6, A6, 1))
  play(50)
  const mac = (bytes: Uint8Array): string => toHex(bytes).replace(/(..)(?=.)/g, "$1:")
  assert.deepEqual(
    frames.map((one) => `${mac(one.subarray(6, 12))} > ${mac(one.subarray(0, 6))}`).sort(),
    [
      `${HUB_MAC} > ${macOf("s")}`,
      `${HUB_MAC} > ${macOf("s")}`,
      `${HUB_MAC} > ${macOf("t")}`,
    ].sort(),
  )
})

test("what a datagram carries arrives as it was sent", () => {
  const { frames, play, say } = bench()
  say("a.eth0", kernel("udp4"))
  say("a.eth0", kernel("udp6"))
  play(50)
  assert.deepEqual(
    frames.map((one) => toHex(one.subarray(14))),
    ["udp4", "udp6"].map((name) => toHex(kernel(name).subarray(14))),
  )
})

test("to an address that nobody has, or to oneself, there is no way", () => {
  const { log, crossings, play, say, hub } = bench()
  for (const to of ["198.51.100.99:1", "198.51.100.1:1", "10.9.9.9:1"]) say("s.eth0", datagram(S, to))
  say("a.eth0", datagram(A, "198.18.0.77:1"))
  play(50)
  assert.deepEqual([log, crossings], [[], []])
  assert.equal(hub.nextAt, NEVER)
})

test("links lose, double and refuse frames as in the simulator", () => {
  const over = (link: Record<string, unknown>) => {
    const one = bench({
      nodes: {
        s: { interfaces: { eth0: { on: "internet", address: "198.51.100.1", link } } },
        t: { interfaces: { eth0: { on: "internet", address: "198.51.100.2" } } },
      },
    })
    one.say("s.eth0", datagram(S, T))
    one.play(500)
    return one
  }
  assert.deepEqual(over({ loss: "100%" }).log, [])
  const { log, crossings } = over({ duplicate: "100%" })
  assert.deepEqual([log.length, crossings.length], [2, 2])
  const small = { mtu: 576 }
  assert.equal(over(small).log.length, 1)
  const { log: none, say, play } = bench({
    routers: {},
    nodes: {
      s: { interfaces: { eth0: { on: "internet", address: "198.51.100.1", link: small } } },
      t: { interfaces: { eth0: { on: "internet", address: "198.51.100.2" } } },
    },
  })
  say("s.eth0", ethernet(udpV4(S, T, new Uint8Array(549), 64)))
  say("s.eth0", ethernet(udpV4(S, T, new Uint8Array(548), 64)))
  play(50)
  assert.equal(none.length, 1, "576 bytes from the IP header on fit, 577 do not")
})

test("it says when something is due, and does no more than that", () => {
  const { hub, log, say } = bench()
  assert.equal(hub.nextAt, NEVER)
  say("s.eth0", datagram(S, T))
  assert.equal(hub.nextAt, millis(10))
  hub.advance(instant(millis(10)))
  assert.equal(hub.nextAt, millis(20))
  hub.advance(instant(millis(20) - 1))
  assert.deepEqual(log, [])
  hub.advance(instant(millis(20)))
  assert.equal(log.length, 1)
  assert.equal(hub.nextAt, NEVER)
})
