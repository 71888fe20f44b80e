import assert from "node:assert/strict"
import { test } from "node:test"
import { Rng } from "../../sim/rng.ts"
import { endpoint } from "../net/endpoint.ts"
import { after, instant, seconds } from "../net/instant.ts"
import { publicKeyOf } from "../public_key.ts"
import type { DeviceOutput } from "./device_output.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { Outgoing } from "./outgoing.ts"
import { PeerPath } from "./peer_path.ts"
import { Session } from "./session.ts"
import { SessionSlots } from "./session_slots.ts"
import { Timers } from "./timers.ts"

const start = instant(1_000)
const packet = (mark: number): Uint8Array => new Uint8Array(20).fill(mark)

function setUp() {
  const sent: DeviceOutput[] = []
  const path = new PeerPath(publicKeyOf(new Uint8Array(32).fill(7)), (output) => void sent.push(output))
  path.set(endpoint("192.0.2.2:51820"))
  const slots = new SessionSlots({ release: () => {} })
  const timers = new Timers(Rng.seeded(1))
  const asked: number[] = []
  const context = { suite, mtu: 1420 }
  const outgoing = new Outgoing({ context, slots, timers, path, initiate: (now) => void asked.push(now) })
  return { sent, path, slots, timers, asked, outgoing }
}

function session(): Session {
  const keys = { send: new Uint8Array(32).fill(1), receive: new Uint8Array(32).fill(2) }
  return new Session({ keys, localIndex: 1, remoteIndex: 2, initiated: true, derivedAt: start })
}

/** What `theirs` makes of all that was sent: the first byte of each, or "keepalive". */
function opened(sent: readonly DeviceOutput[]): readonly (number | string)[] {
  return sent.map((output) => {
    assert.ok(output._tag === "Transmit")
    const { datagram } = output
    const nonce = Uint8Array.of(0, 0, 0, 0, ...datagram.subarray(8, 16))
    const plaintext = suite.open(new Uint8Array(32).fill(1), nonce, datagram.subarray(16), new Uint8Array(0))
    assert.ok(plaintext !== undefined)
    return plaintext[0] ?? "keepalive"
  })
}

test("without a session packets wait in order and each asks for one; with it they go, and nothing waits", () => {
  const { outgoing, slots, sent, asked } = setUp()
  outgoing.send(packet(1), start)
  outgoing.send(packet(2), start)
  assert.deepEqual([outgoing.session(start), outgoing.isEmpty, sent.length, asked.length], [undefined, false, 0, 2])
  const current = session()
  slots.initiatorDerived(current)
  outgoing.flush(start)
  assert.deepEqual([outgoing.session(start), outgoing.isEmpty], [current, true])
  outgoing.send(packet(3), start)
  assert.deepEqual(opened(sent), [1, 2, 3])
})

test("a packet that waits is a copy", () => {
  const { outgoing, slots, sent } = setUp()
  const buffer = packet(1)
  outgoing.send(buffer, start)
  buffer.fill(9)
  slots.initiatorDerived(session())
  outgoing.flush(start)
  assert.deepEqual(opened(sent), [1])
})

test("a keepalive goes alone, and not where packets say as much", () => {
  const { outgoing, slots, sent } = setUp()
  outgoing.send(packet(1), start)
  slots.initiatorDerived(session())
  outgoing.sendKeepalive(start)
  assert.deepEqual(opened(sent), [1])
  outgoing.sendKeepalive(start)
  assert.deepEqual(opened(sent), [1, "keepalive"])
})

test("what waits is lost when it is cleared", () => {
  const { outgoing, slots, sent } = setUp()
  outgoing.send(packet(1), start)
  outgoing.clear()
  slots.initiatorDerived(session())
  outgoing.flush(start)
  assert.deepEqual([outgoing.isEmpty, sent], [true, []])
})

// spec/wireguard.md 1.9: before sending, a session of 180 seconds or at its message limit is none.
test("a session that can send no more is none, and what does not fit into it waits for the next", () => {
  const { outgoing, slots, sent, asked } = setUp()
  const old = session()
  slots.initiatorDerived(old)
  assert.equal(outgoing.session(after(start, seconds(180))), undefined)
  const worn = session()
  for (const mark of [1, 2, 3]) {
    outgoing.send(packet(mark), after(start, seconds(180)))
  }
  worn.startCountingAt(0xffffffff, 0xffffdffd)
  slots.initiatorDerived(worn)
  const before = asked.length
  outgoing.flush(start)
  assert.deepEqual(opened(sent), [1, 2])
  assert.equal(outgoing.isEmpty, false)
  assert.ok(asked.length > before)
  slots.initiatorDerived(session())
  outgoing.flush(start)
  assert.deepEqual(opened(sent), [1, 2, 3])
})

// spec/wireguard.md 1.9: after any transport message sent, the initiator of a session older than 120 s initiates.
test("data that somebody else sent counts as sent: bytes, timers and the age of its session", () => {
  const { outgoing, slots, path, timers, asked } = setUp()
  const current = session()
  slots.initiatorDerived(current)
  outgoing.sent(current, 5_000, after(start, seconds(119)))
  assert.deepEqual([path.sent, asked.length], [5_000, 0])
  const answerBy = timers.deadline()
  assert.equal(answerBy.reason, "new-handshake")
  assert.ok(answerBy.at >= start + 134_000_000 && answerBy.at <= start + 134_333_000)
  outgoing.sent(current, 100, after(start, seconds(120)))
  assert.deepEqual([path.sent, asked], [5_100, [after(start, seconds(120))]])
})
