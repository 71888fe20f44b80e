/** When a tunnel calls its peer, when it stops, and which of its indices are alive meanwhile. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { DevicePair, other, type Side } from "../../../tests/harness/device_pair.ts"
import { modelSuite } from "../../sim/model_suite.ts"
import { endpoint } from "../net/endpoint.ts"
import { ipAddress } from "../net/ip_address.ts"
import { duration, millis, minutes, seconds } from "../net/instant.ts"
import { isInitiation, isResponse, senderIndex } from "./message.ts"

const S = 1_000_000

function connected(): DevicePair {
  const pair = new DevicePair({ suite: modelSuite })
  pair.send(0)
  pair.advance(millis(100))
  return pair
}

/** Whether `side` still answers to an index of its own, seen from outside: a forged cookie for it is "bad", not unknown. */
function knows(pair: DevicePair, side: Side, message: Uint8Array): boolean {
  assert.ok(isInitiation(message) || isResponse(message))
  const cookie = new Uint8Array(64)
  cookie[0] = 3
  new DataView(cookie.buffer).setUint32(4, senderIndex(message), true)
  const reason = pair.inject(side, cookie)
  assert.ok(reason === "bad-cookie" || reason === "unknown-index", reason)
  return reason === "bad-cookie"
}

const known = (pair: DevicePair, side: Side): Uint8Array[] =>
  ["initiation", "response"].flatMap((kind) => pair.datagrams(kind, side)).filter((one) => knows(pair, side, one))

// Three sessions (session_slots.ts) are the most that are alive.
test("after ten rekeys, in either role, the indices of the old sessions are free", () => {
  const pair = connected()
  for (let i = 0; i < 1_300; i++) {
    pair.send(0)
    pair.send(1)
    pair.advance(seconds(1))
  }
  assert.ok(pair.times("initiation", 0).length > 10)
  for (const side of [0, 1] as const) assert.ok(known(pair, side).length <= 3, `side ${side}`)
})

test("nor do handshakes that the other end never confirms pile up", () => {
  const pair = connected()
  pair.loses = ({ kind, from }) => kind === "response" && from === 1
  pair.advance(seconds(181))
  pair.send(0)
  pair.advance(seconds(60))
  assert.ok(pair.times("response", 1).length > 10)
  assert.equal(known(pair, 1).length, 2, "the first session, and the latest that waits")
})

test("a retry takes the place of the initiation before it", () => {
  const pair = new DevicePair()
  pair.isCut = true
  pair.send(0)
  pair.advance(seconds(6))
  const [first, second] = pair.datagrams("initiation")
  assert.ok(first && second)
  assert.deepEqual([knows(pair, 0, first), knows(pair, 0, second)], [false, true])
})

test("giving up forgets the last initiation and what waited for it", () => {
  const pair = new DevicePair()
  pair.isCut = true
  pair.send(0)
  pair.advance(minutes(2))
  assert.equal(pair.times("initiation").length, 20)
  assert.deepEqual(known(pair, 0), [])
  pair.isCut = false
  pair.setUp(0, pair.keys[1], undefined)
  pair.advance(seconds(1))
  assert.equal(pair.times("initiation").length, 20, "nothing is left to send")
  pair.send(0)
  pair.advance(seconds(1))
  assert.equal(pair.tags(1, "Deliver").length, 1)
})

// spec/wireguard.md 1.9: the wipe takes sessions, handshake and staged packets; a series of retries goes on.
test("the wipe forgets the initiation in flight and what waited for it, and the call goes on", () => {
  const pair = connected()
  pair.advance(seconds(538))
  pair.isCut = true
  pair.send(0)
  assert.equal(known(pair, 0).length > 0, true)
  pair.advance(seconds(3))
  assert.deepEqual(known(pair, 0), [])
  pair.isCut = false
  pair.advance(seconds(5))
  assert.equal(pair.times("initiation", 0).length, 3)
  assert.equal(pair.tags(1, "HandshakeCompleted").length, 2)
  assert.equal(pair.tags(1, "Deliver").length, 1, "the packet itself is gone")
})

test("a removed peer's indices are free, and its initiation in flight cannot be answered", () => {
  const pair = connected()
  pair.advance(seconds(181))
  pair.isCut = true
  pair.send(0)
  pair.devices[0].removePeer(pair.keys[1])
  assert.deepEqual(known(pair, 0), [])
})

/** Both call; the response to `late` is kept back, so that it finishes on the handshake of the other. */
function crossedWithout(late: Side): { readonly pair: DevicePair; readonly response: Uint8Array } {
  const pair = new DevicePair({ suite: modelSuite })
  pair.loses = ({ kind, from }) => kind === "response" && from === other(late)
  pair.send(0)
  pair.send(1)
  pair.advance(millis(100))
  const [response] = pair.datagrams("response", other(late))
  assert.ok(response)
  assert.equal(pair.tags(late, "HandshakeCompleted").length, 1)
  return { pair, response }
}

test("an initiation that the peer's handshake overtook is answerable for as long as without that, and then forgotten", () => {
  for (const late of [0, 1] as const) {
    const soon = crossedWithout(late)
    soon.pair.advance(seconds(4))
    assert.equal(soon.pair.inject(late, soon.response), undefined)
    const tooLate = crossedWithout(late)
    tooLate.pair.advance(seconds(6))
    assert.equal(tooLate.pair.inject(late, tooLate.response), "unknown-index")
    const [initiation] = tooLate.pair.datagrams("initiation", late)
    assert.ok(initiation && !knows(tooLate.pair, late, initiation))
  }
})

test("a response that was kept back for an hour of rekeys does not bring its session to life", () => {
  const { pair, response } = crossedWithout(0)
  for (let i = 0; i < 360; i++) {
    pair.advance(seconds(10))
    pair.send(1)
    pair.send(0)
  }
  assert.ok(pair.times("initiation", 1).length > 25)
  pair.advance(seconds(1))
  assert.equal(pair.inject(0, response), "unknown-index")
  const before = pair.tags(1, "Deliver").length
  pair.send(0)
  pair.advance(seconds(1))
  assert.equal(pair.tags(1, "Deliver").length, before + 1)
})

// The five seconds count from the last handshake message of either kind (spec/wireguard.md 1.7).
test("after a response of its own that was not confirmed, a tunnel waits five seconds before it calls", () => {
  const pair = new DevicePair()
  pair.loses = ({ kind, from }) => from === 0 && kind !== "initiation"
  pair.send(0)
  pair.advance(seconds(1))
  const [answeredAt] = pair.times("response", 1)
  assert.ok(answeredAt !== undefined)
  pair.send(1)
  pair.advance(seconds(5))
  assert.deepEqual(pair.times("initiation", 1), [answeredAt + 5 * S])
})

// The wish was heard at 166 s, within five seconds of a response; at 168 s there is nothing staged, and yet it counts.
test("a wish to rekey is not forgotten for having to wait", () => {
  const pair = connected()
  pair.advance(seconds(1))
  pair.send(1)
  pair.advance(seconds(147))
  pair.loses = ({ at, kind }) => kind === "response" || (kind === "data" && at < 160 * S)
  pair.send(1)
  pair.advance(duration(166 * S - pair.now))
  const [answeredAt] = pair.times("response", 0)
  assert.ok(answeredAt !== undefined && answeredAt > 163 * S && answeredAt < 164 * S)
  pair.send(1)
  pair.advance(seconds(4))
  assert.deepEqual(pair.times("initiation", 0), [0, answeredAt + 5 * S])
})

test("a response from elsewhere moves the endpoint", () => {
  const pair = new DevicePair()
  pair.loses = ({ kind }) => kind === "response"
  pair.send(0)
  pair.advance(millis(50))
  const elsewhere = endpoint("198.51.100.7:4242")
  const [response] = pair.datagrams("response")
  assert.ok(response)
  assert.equal(pair.inject(0, response, elsewhere), undefined)
  assert.deepEqual(pair.devices[0].endpointOf(pair.keys[1]), elsewhere)
})

/** The source of the last datagram of one side. */
function lastSource(pair: DevicePair, side: Side): unknown {
  const last = pair.outputs[side].findLast((output) => output._tag === "Transmit")
  assert.ok(last?._tag === "Transmit")
  return last.source
}

// spec/wireguard.md 1.15: forgotten on the expiry of the retransmission and of the new-handshake timer.
test("the local address is chosen anew when a peer does not answer: data, or an initiation", () => {
  const silent = connected()
  silent.isCut = true
  silent.send(0)
  assert.equal(lastSource(silent, 0), ipAddress("192.0.2.9"))
  silent.advance(seconds(16))
  assert.equal(silent.times("initiation", 0).length, 2)
  assert.equal(lastSource(silent, 0), undefined)

  const expired = connected()
  expired.advance(seconds(181))
  expired.isCut = true
  expired.send(0)
  assert.equal(lastSource(expired, 0), ipAddress("192.0.2.9"))
  expired.advance(seconds(6))
  assert.equal(expired.times("initiation", 0).length, 3)
  assert.equal(lastSource(expired, 0), undefined)
})

// The one keepalive is that of switching them on, before the data; in the four seconds another would have been due.
test("where data waits, no keepalive is put behind it", () => {
  const pair = new DevicePair({ keepalive: [seconds(3), millis(0)], endpoints: [true, false] })
  pair.isCut = true
  pair.send(0)
  pair.advance(seconds(4))
  pair.isCut = false
  const before = pair.sent.length
  pair.advance(millis(1_500))
  assert.deepEqual(pair.sent.slice(before).map((one) => one.kind), ["initiation", "response", "keepalive", "data"])
})
