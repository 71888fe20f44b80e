import assert from "node:assert/strict"
import { test } from "node:test"
import { DevicePair } from "../../../tests/harness/device_pair.ts"
import { compareBytes } from "../bytes.ts"
import { duration, millis, minutes, seconds } from "../net/instant.ts"
import { endpoint } from "../net/endpoint.ts"
import { publicKeyBytes } from "../public_key.ts"
import type { Side } from "../../../tests/harness/device_pair.ts"

const S = 1_000_000

function connected(options = {}): DevicePair {
  const pair = new DevicePair(options)
  pair.send(0)
  pair.advance(millis(100))
  return pair
}

test("a packet without a session is staged, and is the first to go when there is one", () => {
  const pair = connected()
  assert.deepEqual(pair.sent.map((one) => one.kind), ["initiation", "response", "data"])
  assert.deepEqual(pair.tags(1, "Deliver").length, 1)
  assert.deepEqual(pair.times("data", 0), [20_000], "one round trip of 20 ms")
})

test("both ends report the handshake, the responder once the initiator has proved to have it too", () => {
  const pair = connected()
  const [ours] = pair.tags(0, "HandshakeCompleted")
  const [theirs] = pair.tags(1, "HandshakeCompleted")
  assert.ok(ours?._tag === "HandshakeCompleted" && ours.initiated)
  assert.ok(theirs?._tag === "HandshakeCompleted" && !theirs.initiated)
})

test("without staged packets the initiator confirms with a keepalive", () => {
  const pair = new DevicePair({ keepalive: [seconds(25), millis(0)], endpoints: [true, true] })
  pair.advance(millis(100))
  assert.deepEqual(pair.sent.map((one) => one.kind), ["initiation", "response", "keepalive"])
})

test("a peer without an endpoint is not written to until one is learned", () => {
  const pair = new DevicePair({ endpoints: [true, false] })
  pair.send(1)
  pair.advance(seconds(20))
  assert.equal(pair.sent.length, 0)
  pair.send(0)
  pair.advance(millis(100))
  assert.equal(pair.tags(0, "Deliver").length, 1, "what side 1 had staged arrives")
  assert.equal(pair.tags(1, "EndpointLearned").length, 1)
})

test("an endpoint set later lets staged packets go at once", () => {
  const pair = new DevicePair({ endpoints: [false, false] })
  pair.send(0)
  pair.setUp(0, pair.keys[1], undefined)
  pair.advance(seconds(1))
  assert.equal(pair.tags(1, "Deliver").length, 1)
})

// spec/wireguard.md 1.15: by data, keepalives and disallowed inner sources, never by bad tags or replays.
test("an authenticated packet moves the endpoint, a forged or repeated one does not", () => {
  const pair = connected()
  const elsewhere = endpoint("198.51.100.7:4242")
  const data = pair.sent.at(-1)
  assert.ok(data?.kind === "data")
  assert.equal(pair.inject(1, data.datagram, elsewhere), "replayed")
  const forged = data.datagram.slice()
  forged[8] = 9
  assert.equal(pair.inject(1, forged, elsewhere), "bad-tag")
  assert.deepEqual(pair.devices[1].endpointOf(pair.keys[0]), pair.addresses[0])
  pair.addresses[0] = elsewhere
  pair.send(0)
  pair.advance(millis(50))
  assert.deepEqual(pair.devices[1].endpointOf(pair.keys[0]), elsewhere)
})

test("data that is not answered gets a keepalive ten seconds later, and keepalives get none", () => {
  const pair = connected()
  pair.advance(minutes(1))
  assert.deepEqual(pair.times("keepalive"), [30_000 + 10 * S])
})

test("a peer that vanished is called again after 15 seconds, twenty times, and then given up", () => {
  const pair = connected()
  pair.isCut = true
  pair.send(0)
  const before = pair.times("initiation").length
  pair.advance(minutes(10))
  assert.equal(pair.times("initiation").length - before, 20)
})

test("a packet staged while a peer is being called is delivered when it returns", () => {
  const pair = new DevicePair()
  pair.isCut = true
  pair.send(0)
  pair.advance(seconds(12))
  pair.isCut = false
  pair.advance(seconds(10))
  assert.equal(pair.tags(1, "Deliver").length, 1)
})

test("no packet is lost over two rekeys at 100 packets per second", () => {
  const pair = connected({ delay: millis(30) })
  for (let i = 0; i < 25_000; i++) {
    pair.send(0)
    pair.advance(millis(10))
  }
  pair.advance(millis(100))
  assert.equal(pair.tags(1, "Deliver").length, 25_001)
  assert.equal(pair.times("initiation", 0).length, 3)
  assert.equal(pair.times("initiation", 1).length, 0)
})

test("a session that only receives keepalives is replaced by its initiator after 165 seconds", () => {
  const pair = connected({ keepalive: [millis(0), seconds(10)], endpoints: [true, false] })
  pair.advance(seconds(360))
  const [first, second, third] = pair.times("initiation")
  assert.ok(first === 0 && second !== undefined && second > 165 * S && second < 176 * S, String(second))
  assert.ok(third !== undefined && third > second + 165 * S && third < second + 176 * S, "and so is the next one")
  assert.deepEqual(pair.times("initiation", 1), [])
})

test("data that keeps coming is answered by a keepalive every ten seconds, and by a last one when it stops", () => {
  const pair = connected()
  pair.advance(seconds(3))
  pair.send(0)
  pair.advance(minutes(1))
  const first = 30_000
  assert.deepEqual(pair.times("keepalive", 1), [first + 10 * S, first + 20 * S])
})

test("keys are wiped 540 seconds after the last session, and the next packet starts anew", () => {
  const pair = connected()
  pair.advance(seconds(541))
  const data = pair.sent.find((one) => one.kind === "data")
  assert.ok(data)
  assert.equal(pair.inject(1, data.datagram), "unknown-index")
  pair.send(0)
  pair.advance(seconds(1))
  assert.equal(pair.tags(1, "Deliver").length, 2)
})

test("after a crossing both sessions work, and from then on one end alone rekeys: the one with the greater key", () => {
  for (const seed of [1, 2, 3, 4]) {
    const pair = new DevicePair({ seed, delay: millis(50) })
    pair.send(0)
    pair.send(1)
    pair.advance(seconds(1))
    assert.equal(pair.times("initiation").length, 2)
    for (let i = 0; i < 600; i++) {
      pair.send(0)
      pair.send(1)
      pair.advance(seconds(1))
    }
    const greater: Side = compareBytes(publicKeyBytes(pair.keys[0]), publicKeyBytes(pair.keys[1])) > 0 ? 0 : 1
    const later = pair.sent.filter((one) => one.kind === "initiation" && one.at > S)
    assert.ok(later.length >= 4)
    assert.ok(later.every((one) => one.from === greater), `seed ${seed}`)
    assert.equal(pair.tags(0, "Deliver").length, 601)
  }
})

test("a preshared key that is set later counts from the next handshake on", () => {
  const pair = connected()
  const psk = new Uint8Array(32).fill(5)
  pair.setUp(0, pair.keys[1], psk)
  pair.send(0)
  pair.advance(seconds(1))
  assert.equal(pair.tags(1, "Deliver").length, 2, "the session goes on")
  pair.advance(seconds(185))
  pair.send(0)
  pair.advance(seconds(1))
  assert.equal(pair.tags(1, "Deliver").length, 2, "the next handshake fails")
  pair.setUp(1, pair.keys[0], psk)
  pair.advance(duration(6 * S))
  assert.equal(pair.tags(1, "Deliver").length, 3)
})
