import assert from "node:assert/strict"
import process from "node:process"
import { test } from "node:test"
import { asRead, plainPacket, tcpPayload, tcpSuperPacket } from "../../../tests/harness/inner_packets.ts"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { CountedFailures } from "../../../tests/harness/counted_failures.ts"
import { packetPair, readPacket } from "../../../tests/harness/test_calls.ts"
import { pattern } from "../../../tests/harness/udp_end.ts"
import { cString, libc } from "../linux/libc.ts"
import { Arena, MOST_SEGMENTS, PLACES } from "./arena.ts"
import { EAGAIN } from "./calls.ts"
import { loadPackets } from "./packets.ts"
import { TunWriter } from "./tun_writer.ts"

const ENOSPC = 28

function setUp(descriptor?: number) {
  const arena = new Arena()
  const packets = loadPackets(arena.memory)
  const [near, far] = packetPair()
  const tun = { descriptor: descriptor ?? near, name: "none", hasTcpOffload: true, hasUdpOffload: true }
  const written = (): readonly Uint8Array[] => {
    const all: Uint8Array[] = []
    for (let one = readPacket(far); one !== undefined; one = readPacket(far)) all.push(one)
    return all
  }
  const troubles = new CountedFailures()
  const writer = new TunWriter({ arena, packets, tun, troubles })
  return { arena, packets, writer, written, failures: troubles.byErrno }
}

test("packets are written in order, each behind a virtio_net_hdr, and not before they are flushed", { skip }, () => {
  const { arena, writer, written, failures } = setUp()
  const sent = [20, 1_420, 21, 84].map((length, salt) => plainPacket("10.0.0.1", "10.0.0.2", length, { salt }))
  for (const [i, packet] of sent.entries()) {
    arena.bytes.fill(0xee, PLACES.incoming + i * 2_048, PLACES.incoming + (i + 1) * 2_048)
    arena.bytes.set(packet, PLACES.incoming + i * 2_048 + 16)
    writer.add(PLACES.incoming + i * 2_048 + 16, packet.length)
  }
  assert.deepEqual(written(), [])
  writer.flush()
  assert.deepEqual(written(), sent.map(asRead))
  writer.flush()
  assert.deepEqual(written(), [], "once")
  assert.equal(failures.size, 0)
})

test("segments of one flow become one write", { skip }, () => {
  const { arena, packets, writer, written } = setUp()
  for (const [from, to] of [["10.0.0.1", "10.0.0.2"], ["fd00::1", "fd00::2"]] as const) {
    const payload = pattern(20_000)
    const whole = tcpSuperPacket(from, to, payload, 1_000)
    arena.bytes.set(whole, PLACES.tunRead)
    const count = packets.segment(PLACES.tunRead, whole.length, PLACES.outgoing, PLACES.segments, 64, 1_420)
    assert.equal(count, 20)
    for (let i = 0; i < count; i++) {
      const entry = PLACES.segments + 8 * i
      writer.add(arena.view.getUint32(entry, true), arena.view.getUint32(entry + 4, true))
    }
    writer.flush()
    const all = written()
    assert.equal(all.length, 1)
    assert.deepEqual(tcpPayload(all), [...payload])
    assert.deepEqual([all[0]?.[1], all[0]?.[4], all[0]?.[5]], [whole[1], 1_000 & 0xff, 1_000 >> 8], "type and size")
  }
})

test("more packets than there is room for are written on the way", {
  skip: skip === false && process.getuid?.() !== 0 ? "needs root for so many packets on their way" : skip,
}, () => {
  const { arena, writer, written } = setUp()
  const count = 2 * MOST_SEGMENTS + 5
  for (let i = 0; i < count; i++) {
    const at = PLACES.incoming + i * 64 + 16
    arena.bytes.set(plainPacket("10.0.0.1", "10.0.0.2", 24, { salt: i }), at)
    writer.add(at, 24)
  }
  const before = written()
  assert.ok(before.length >= MOST_SEGMENTS)
  writer.flush()
  const all = [...before, ...written()]
  assert.deepEqual(
    all.map((one) => one[30]),
    Array.from({ length: count }, (_, i) => plainPacket("10.0.0.1", "10.0.0.2", 24, { salt: i })[20]),
  )
})

test("what the kernel refuses is counted, and the rest goes on", { skip }, () => {
  const full = libc().open(cString("/dev/full"), 2, 0)
  const { arena, writer, failures } = setUp(full)
  for (const at of [PLACES.incoming + 16, PLACES.incoming + 216]) {
    arena.bytes.set(plainPacket("10.0.0.1", "10.0.0.2", 100), at)
    writer.add(at, 100)
  }
  writer.flush()
  assert.deepEqual([...failures], [[ENOSPC, 2]])
  libc().close(full)
})

test("a TUN that takes no more for now loses packets, and tells how many", { skip }, () => {
  const { arena, writer, written, failures } = setUp()
  const count = 3_000
  arena.bytes.set(plainPacket("10.0.0.1", "10.0.0.2", 60_000), PLACES.incoming + 16)
  for (let i = 0; i < count; i++) {
    writer.add(PLACES.incoming + 16, 60_000)
    writer.flush()
  }
  assert.ok((failures.get(EAGAIN) ?? 0) > 0)
  assert.equal(written().length + (failures.get(EAGAIN) ?? 0), count)
})
