/** The way out, watched on the sockets of the other end, which is a device's own. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { asRead, plainPacket, tcpPayload, tcpSuperPacket } from "../../../tests/harness/inner_packets.ts"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { TunnelEnds } from "../../../tests/harness/tunnel_end.ts"
import { datagrams, pattern } from "../../../tests/harness/udp_end.ts"
import { after, instant, seconds } from "../../domain/net/instant.ts"
import { VIRTIO_HEADER } from "./transmitter.ts"

const packet = (length: number, to = "10.0.0.2", ecn = 0) => plainPacket("10.0.0.1", to, length, { ecn })

/** The inner packet or the drop reason that the other device makes of a datagram. */
function opened({ two }: TunnelEnds, datagram: Uint8Array): Uint8Array | string | undefined {
  const reason = two.device.receive(
    datagram,
    { from: two.udp.endpoint("v4"), to: two.udp.endpoint("v4").address },
    two.now,
  )
  const delivered = two.device.drain().find((output) => output._tag === "Deliver")
  return reason ?? (delivered?._tag === "Deliver" ? delivered.packet : undefined)
}

const arrived = (ends: TunnelEnds): readonly Uint8Array[] => datagrams(ends.two.udp.receive())

test("a packet is one message, padded to 16 but not beyond the MTU, which the domain opens", { skip }, () => {
  using ends = new TunnelEnds().connect()
  // spec/wireguard.md 1.13.
  for (
    const [length, padded] of [[20, 32], [32, 32], [33, 48], [1_400, 1_408], [1_417, 1_420], [1_420, 1_420]] as const
  ) {
    ends.one.read(asRead(packet(length)))
    const [datagram, ...others] = arrived(ends)
    assert.ok(datagram)
    assert.deepEqual([datagram.length, others.length], [padded + 32, 0])
    assert.deepEqual(opened(ends, datagram), packet(length))
  }
})

test("the MTU is the one of the moment, and none pads freely", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const lengths = [1_300, 0, 1_280, 576].map((mtu) => {
    ends.one.transmitter.mtu = mtu
    ends.one.read(asRead(packet(1_299)))
    return arrived(ends)[0]?.length
  })
  // Of a packet beyond the MTU only the last unit is padded: 1299 mod 1280 = 19, 1299 mod 576 = 147.
  assert.deepEqual(lengths, [1_300 + 32, 1_312 + 32, 1_280 + 32 + 32, 1_152 + 160 + 32])
})

test("a super-packet becomes a run of messages, each of which is opened", { skip }, () => {
  for (const cipher of ["wasm", undefined] as const) {
    using ends = new TunnelEnds(cipher === undefined ? {} : { cipher }).connect()
    ends.one.read(tcpSuperPacket("10.0.0.1", "10.0.0.2", pattern(60_000), 1_380))
    const all = ends.two.udp.receive()
    assert.ok(all.length <= 2, "at most 64 at a time, and these are 44")
    const inner = datagrams(all).map((datagram) => opened(ends, datagram))
    assert.equal(inner.length, 44)
    assert.ok(inner.every((one) => one instanceof Uint8Array))
    const payload = inner.flatMap((one) => one instanceof Uint8Array ? [...one.subarray(40)] : [])
    assert.deepEqual(payload, [...pattern(60_000)])
  }
})

test("packets of one session are gathered, in order, with counters that go up by one", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const sent = [100, 100, 60, 1_420, 20, 20, 1_000].map((length, salt) =>
    plainPacket("10.0.0.1", "10.0.0.2", length, { salt })
  )
  ends.one.read(...sent.map(asRead))
  const all = arrived(ends)
  const counters = all.map((datagram) => new DataView(datagram.buffer, datagram.byteOffset).getBigUint64(8, true))
  assert.deepEqual(counters.map((one) => one - (counters[0] ?? 0n)), [0n, 1n, 2n, 3n, 4n, 5n, 6n])
  assert.deepEqual(all.map((datagram) => opened(ends, datagram)), sent)
})

test("it is full before it would have to wait, and empty once it was flushed", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const { one: { transmitter, udp, now } } = ends
  let taken = 0
  while (!transmitter.isFull) {
    udp.arena.bytes.set(asRead(packet(1_420)), 4 * 65_536)
    transmitter.take(VIRTIO_HEADER + 1_420, now)
    taken++
  }
  assert.ok(taken > 20 && taken < 100)
  transmitter.flush(now)
  assert.equal(transmitter.isFull, false)
  assert.equal(arrived(ends).length, taken)
})

test("super-packets beyond all room are sent on the way, and none is lost", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const { transmitter, udp, now } = ends.one
  const read = tcpSuperPacket("10.0.0.1", "10.0.0.2", pattern(65_000), 200)
  for (let i = 0; i < 8; i++) {
    udp.arena.bytes.set(read, 4 * 65_536)
    transmitter.take(read.length, now)
  }
  transmitter.flush(now)
  assert.equal(arrived(ends).length, 8 * 325)
  assert.deepEqual(ends.one.device.drops, {})
})

test("bytes, timers and the rekey are the domain's to know", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const before = ends.one.tunnel.path.sent
  ends.one.read(asRead(packet(84)), asRead(packet(1_420)))
  assert.equal(ends.one.tunnel.path.sent - before, 128 + 1_452)
  assert.equal(ends.one.device.deadline().reason, "new-handshake")
  assert.equal(ends.one.device.nextAt, ends.one.tunnel.nextAt())
  arrived(ends)
  // spec/wireguard.md 1.9: after sending on a session of 120 seconds, its initiator initiates.
  ends.now = after(ends.one.now, seconds(120))
  ends.one.read(asRead(packet(84)))
  assert.deepEqual(arrived(ends).map((datagram) => [datagram[0], datagram.length]), [[4, 128], [1, 148]])
})

test("without a session packets are staged, and go when there is one", { skip }, () => {
  using ends = new TunnelEnds()
  const sent = [100, 200, 1_420].map((length) => packet(length))
  ends.one.read(...sent.map(asRead))
  ends.settle()
  assert.deepEqual(ends.two.packets(), sent)
  ends.now = instant(181_000_000)
  ends.one.read(tcpSuperPacket("10.0.0.1", "10.0.0.2", pattern(5_000), 1_000))
  ends.settle()
  assert.deepEqual(tcpPayload(ends.two.written()), [...pattern(5_000)], "an expired session is none")
})

test("a staged super-packet is staged as the packets that it stands for", { skip }, () => {
  using ends = new TunnelEnds()
  ends.one.read(tcpSuperPacket("10.0.0.1", "10.0.0.2", pattern(5_500), 1_000))
  assert.deepEqual(arrived(ends).map(({ length }) => length), [148])
  assert.deepEqual(ends.one.device.drops, {})
})

test("what is no packet, or nobody's, is dropped with the domain's reasons", { skip }, () => {
  using ends = new TunnelEnds().connect()
  const lies = packet(100)
  lies[3] = 101
  ends.one.read(
    asRead(new Uint8Array(0)),
    asRead(Uint8Array.of(0x45)),
    asRead(lies),
    asRead(new Uint8Array(60).fill(0x50)),
    asRead(packet(60, "10.0.0.3")),
    asRead(packet(60)),
  )
  assert.deepEqual(ends.one.device.drops, { "not-ip": 4, "no-peer-for-destination": 1 })
  assert.equal(arrived(ends).length, 1)
})

// RFC 3168: not-ECT 0, ECT(1) 1, ECT(0) 2, CE 3.
test("the outer packet carries what the inner one would understand, each its own", { skip }, () => {
  for (const family of ["v4", "v6"] as const) {
    using ends = new TunnelEnds({ family }).connect()
    ends.one.read(...[0, 2, 1, 3, 0].map((ecn) => asRead(packet(100, "10.0.0.2", ecn))))
    assert.deepEqual(ends.two.udp.receive().map(({ ecn }) => ecn), [0, 2, 1, 2, 0])
  }
})

test("a peer that nobody knows the place of gets nothing, and its packets wait", { skip }, () => {
  using ends = new TunnelEnds()
  ends.two.read(asRead(plainPacket("10.0.0.2", "10.0.0.1", 100)))
  assert.deepEqual([ends.one.udp.receive(), ends.two.device.drops], [[], {}])
  ends.connect()
  assert.equal(ends.one.packets().length, 1)
})

test("another device has its own peers", { skip }, () => {
  using ends = new TunnelEnds().connect()
  using others = new TunnelEnds()
  ends.one.transmitter.setDevice(others.one.device)
  ends.one.read(asRead(packet(84)))
  assert.equal(others.one.device.drain().length, 1, "which are asked for a session")
})
