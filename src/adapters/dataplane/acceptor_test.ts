/** The way in. Messages are made by the domain's own sessions, or by another end's way out. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { asRead, plainPacket, tcpPayload, tcpSuperPacket } from "../../../tests/harness/inner_packets.ts"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { TunnelEnds } from "../../../tests/harness/tunnel_end.ts"
import { pattern } from "../../../tests/harness/udp_end.ts"
import { after, seconds } from "../../domain/net/instant.ts"
import { prefix } from "../../domain/net/prefix.ts"
import type { DropReason } from "../../domain/wireguard/drop_reason.ts"
import { newTransport, setCounter } from "../../domain/wireguard/message.ts"

const packet = (length: number, from = "10.0.0.1", ecn = 0) =>
  plainPacket(from, "10.0.0.2", length, { ecn, salt: length })

/** What `one` would send now, as its domain makes it; its counter is used up. */
function message({ one }: TunnelEnds, inner: Uint8Array): Uint8Array {
  one.device.send(inner, one.now)
  const [output] = one.device.drain()
  assert.ok(output?._tag === "Transmit")
  return output.datagram.slice()
}

/** Sends it as it is, whatever it is, to the other end, which takes it. */
function inject(ends: TunnelEnds, ...all: readonly Uint8Array[]): void {
  for (const one of all) ends.one.udp.send(ends.one.udp.wayTo(ends.two.udp, "v4"), one)
  ends.two.take()
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => i === at ? byte ^ 1 : byte)

test(
  "packets of all sizes come out as they went in, both ways, over either family, with either cipher",
  { skip },
  () => {
    for (const [family, cipher] of [["v4", "wasm"], ["v6", undefined]] as const) {
      using ends = new TunnelEnds({ family, ...(cipher && { cipher }) }).connect()
      const sizes = Array.from({ length: 1_401 }, (_, i) => i + 20)
      for (let i = 0; i < sizes.length; i += 100) {
        const there = sizes.slice(i, i + 100).map((size) => plainPacket("10.0.0.1", "10.0.0.2", size, { salt: size }))
        const back = sizes.slice(i, i + 100).filter((size) => size >= 40).map((size) =>
          plainPacket("fd00::2", "fd00::1", size, { salt: size })
        )
        ends.one.read(...there.map(asRead))
        ends.two.read(...back.map(asRead))
        ends.settle()
        assert.deepEqual(ends.two.packets(), there)
        assert.deepEqual(ends.one.packets(), back)
      }
      assert.deepEqual([ends.one.device.drops, ends.two.device.drops], [{}, {}])
    }
  },
)

test("a super-packet comes out as one, or as few", { skip }, () => {
  for (const [from, to] of [["10.0.0.1", "10.0.0.2"], ["fd00::1", "fd00::2"]] as const) {
    using ends = new TunnelEnds().connect()
    for (const [length, size] of [[64_000, 1_340], [1_341, 1_340], [5_000, 100], [40_000, 536]] as const) {
      ends.one.read(tcpSuperPacket(from, to, pattern(length), size))
      ends.settle()
      const written = ends.two.written()
      assert.ok(written.length <= 3, `${written.length} writes for one of ${length} bytes`)
      assert.deepEqual(tcpPayload(written), [...pattern(length)])
    }
    assert.deepEqual(ends.two.device.drops, {})
  }
})

test("a keepalive is heard and delivers nothing", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const before = ends.two.tunnel.path.received
  ends.now = after(ends.one.now, seconds(5))
  const keepalive = { publicKey: ends.two.name, presharedKey: undefined, allowedIps: [prefix("10.0.0.2/32")] }
  ends.one.device.setPeer({ ...keepalive, keepalive: seconds(25) }, ends.one.now)
  ends.one.perform()
  ends.two.take()
  assert.deepEqual([ends.two.written(), ends.two.device.drops], [[], {}])
  assert.equal(ends.two.tunnel.path.received - before, 32)
})

// The silent cases of spec/wireguard.md 4.4, with the reasons of the domain.
test("a replay, a forgery, an unknown index and what is no message are dropped, each with its reason", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const good = message(ends, packet(100))
  inject(ends, flipped(good, 40), flipped(good, good.length - 1), good, good, flipped(good, 5), flipped(good, 1))
  assert.deepEqual(ends.two.device.drops, { "bad-tag": 2, replayed: 1, "unknown-index": 1, malformed: 1 })
  assert.deepEqual(ends.two.packets(), [packet(100)])
  inject(ends, good.subarray(0, 31), Uint8Array.of(4, 0, 0, 0), new Uint8Array(3), new Uint8Array(65_507))
  assert.equal(ends.two.device.drops.malformed, 5)
})

test("an empty datagram is malformed, too", { skip }, () => {
  using ends = new TunnelEnds().connect()
  inject(ends, new Uint8Array(0))
  assert.deepEqual(ends.two.device.drops, { malformed: 1 })
})

// spec/wireguard.md 1.12: a window of 8128, and 1.5: the limit is 2^64 - 2^13 - 1.
test("the window moves after the tag alone, and counters are held to their limit", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const session = ends.one.tunnel.sendingSession(ends.one.now)
  assert.ok(session)
  const early = message(ends, packet(60))
  const far = message(ends, packet(61))
  const forged = far.slice()
  new DataView(forged.buffer).setBigUint64(8, 1n << 40n, true)
  session.startCountingAt(0, 20_000)
  const [first, ...others] = [20_000, 20_001].map(() => message(ends, packet(62)))
  assert.ok(first)
  const dropped = (reason: DropReason): number => ends.two.device.drops[reason] ?? 0
  inject(ends, forged, far, first, early, ...others)
  assert.deepEqual([dropped("bad-tag"), dropped("replayed")], [1, 1])
  assert.equal(ends.two.packets().length, 3)
  const limit = newTransport(session.remoteIndex, 16)
  setCounter(limit, 0xffffffff, 0xffffdfff)
  inject(ends, limit)
  assert.equal(dropped("counter-limit"), 1)
  ends.two.now = after(ends.two.now, seconds(180))
  inject(ends, message(ends, packet(63)))
  assert.equal(dropped("expired-session"), 1)
})

test("an inner source that is another's, or lies, is dropped but moves the endpoint", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const lies = packet(100)
  lies[3] = 200
  const endpoint = (): number | undefined => ends.two.tunnel.path.endpoint?.port
  ends.two.tunnel.setEndpoint({ ...ends.one.udp.endpoint("v4"), port: 9 }, ends.two.now)
  ends.one.read(asRead(packet(100, "10.0.0.9")))
  ends.two.take()
  assert.equal(endpoint(), ends.one.udp.sockets.port)
  ends.one.tunnel.send(lies, ends.one.now)
  ends.one.perform()
  ends.two.take()
  assert.deepEqual(ends.two.device.drops, { "disallowed-source": 1, "not-ip": 1 })
  assert.deepEqual(ends.two.written(), [])
})

// GT's security fix 0.7.2 (spec/wireguard.md 1.14).
test("a source within the sender's prefix that is another peer's is dropped", { skip }, () => {
  using ends = new TunnelEnds().connect()
  using third = new TunnelEnds({ seed: 3 })
  const wide = { presharedKey: undefined, keepalive: seconds(0), allowedIps: [prefix("10.0.0.0/8")] }
  ends.two.device.setPeer({ ...wide, publicKey: ends.one.name }, ends.two.now)
  ends.two.introduce(third.two, "10.0.0.7/32")
  ends.one.read(asRead(packet(100, "10.0.0.7")), asRead(packet(100, "10.0.0.8")))
  ends.two.take()
  assert.deepEqual(ends.two.device.drops, { "disallowed-source": 1 })
  assert.equal(ends.two.packets().length, 1)
})

test("bytes are counted and timers started, and the first message completes the handshake", { skip }, () => {
  using ends = new TunnelEnds()
  ends.one.read(asRead(packet(84)))
  ends.two.take()
  assert.equal(ends.two.tunnel.lastHandshakeAt, undefined)
  ends.one.take()
  ends.two.take()
  assert.equal(ends.two.tunnel.lastHandshakeAt, ends.two.now)
  assert.deepEqual([ends.two.tunnel.path.received, ends.two.tunnel.path.sent], [148 + 128, 92])
  assert.deepEqual(ends.two.device.deadline(), { at: after(ends.two.now, seconds(10)), reason: "passive-keepalive" })
  assert.equal(ends.two.device.nextAt, ends.two.tunnel.nextAt())
})

// RFC 6040 4.2: an outer CE goes on to an inner packet that is ECT; Linux' WireGuard leaves one that is not as it is.
test("a congestion mark that was met outside is told inside", { skip }, () => {
  for (const [inner, outer, expected] of [[2, 3, 3], [1, 3, 3], [0, 3, 0], [2, 2, 2], [3, 2, 3]] as const) {
    using ends = new TunnelEnds().connect()
    const sent = message(ends, packet(100, "10.0.0.1", inner))
    ends.one.udp.send(ends.one.udp.wayTo(ends.two.udp, "v4"), sent, sent.length, outer)
    ends.two.take()
    assert.deepEqual(ends.two.packets(), [packet(100, "10.0.0.1", expected)])
  }
})

test("runs of several peers and handshakes among them are told apart", { skip }, () => {
  using ends = new TunnelEnds().connect()
  using others = new TunnelEnds({ seed: 3 })
  ends.two.introduce(others.one, "10.9.0.1/32")
  others.one.introduce(ends.two, "10.0.0.2/32")
  others.one.device.setEndpoint(ends.two.name, ends.two.udp.endpoint("v4"), others.one.now)
  others.one.read(asRead(packet(50, "10.9.0.1")))
  ends.one.read(asRead(packet(51)), asRead(packet(52)))
  ends.two.take()
  others.one.take()
  others.one.read(asRead(packet(53, "10.9.0.1")))
  ends.one.read(asRead(packet(54)))
  ends.two.take()
  assert.deepEqual(ends.two.packets().map(({ length }) => length).sort(), [50, 51, 52, 53, 54])
  const [one, other] = [...ends.two.device.tunnels.values()]
  assert.ok(one && other)
  assert.notDeepEqual(one.path.endpoint, other.path.endpoint)
  assert.equal(ends.two.device.nextAt, Math.min(one.nextAt(), other.nextAt()), "both were noted")
})
