import assert from "node:assert/strict"
import { test } from "node:test"
import { after, instant, seconds } from "../net/instant.ts"
import { counterHigh, counterLow, setCounter } from "./message.ts"
import { nobleSuite as suite } from "./noble_suite.ts"
import { Session } from "./session.ts"

const start = instant(0)
const keyA = new Uint8Array(32).fill(1)
const keyB = new Uint8Array(32).fill(2)

function ends(): [Session, Session] {
  const common = { derivedAt: start, remoteIndex: 2, localIndex: 1 }
  return [
    new Session({ ...common, keys: { send: keyA.slice(), receive: keyB.slice() }, initiated: true }),
    new Session({ ...common, keys: { send: keyB.slice(), receive: keyA.slice() }, initiated: false }),
  ]
}

test("a packet comes out padded with zeros to a multiple of 16", () => {
  const [ours, theirs] = ends()
  const message = ours.encapsulate(suite, Uint8Array.of(1, 2, 3), 1420)
  assert.equal(message.length, 32 + 16)
  assert.deepEqual(theirs.decapsulate(suite, message, start), Uint8Array.of(1, 2, 3, ...new Array(13).fill(0)))
})

test("a keepalive is 32 bytes and opens to nothing", () => {
  const [ours, theirs] = ends()
  const message = ours.encapsulate(suite, new Uint8Array(0), 1420)
  assert.equal(message.length, 32)
  assert.deepEqual(theirs.decapsulate(suite, message, start), new Uint8Array(0))
})

test("counters go up by one and carry into the high word", () => {
  const [ours] = ends()
  ours.startCountingAt(0, 0xffffffff)
  const counters = [1, 2, 3].map(() => {
    const message = ours.encapsulate(suite, new Uint8Array(0), 0)
    return [counterHigh(message), counterLow(message)]
  })
  assert.deepEqual(counters, [[0, 0xffffffff], [1, 0], [1, 1]])
  assert.throws(() => ours.startCountingAt(1, 1), /only grow/)
})

test("a replay, a forged tag and an old session are told apart", () => {
  const [ours, theirs] = ends()
  const message = ours.encapsulate(suite, Uint8Array.of(1), 1420)
  assert.ok(theirs.decapsulate(suite, message, start) instanceof Uint8Array)
  assert.equal(theirs.decapsulate(suite, message, start), "replayed")
  const next = ours.encapsulate(suite, Uint8Array.of(1), 1420)
  next[20] = (next[20] ?? 0) ^ 1
  assert.equal(theirs.decapsulate(suite, next, start), "bad-tag")
  next[20] = (next[20] ?? 0) ^ 1
  assert.ok(theirs.decapsulate(suite, next, start) instanceof Uint8Array, "a forgery does not use up the counter")
  const late = ours.encapsulate(suite, Uint8Array.of(1), 1420)
  assert.equal(theirs.decapsulate(suite, late, after(start, seconds(180))), "expired-session")
})

// 2^64 - 2^13 - 1 is the first counter that is refused (the paper; spec/wireguard.md 4.4 for wireguard-go).
test("the message limit holds on sending and on receiving", () => {
  const [ours, theirs] = ends()
  ours.startCountingAt(0xffffffff, 0xffffdffe)
  assert.ok(ours.canSend(start))
  assert.ok(theirs.decapsulate(suite, ours.encapsulate(suite, new Uint8Array(0), 0), start) instanceof Uint8Array)
  assert.ok(!ours.canSend(start))
  assert.throws(() => ours.encapsulate(suite, new Uint8Array(0), 0), /message limit/)
  const [fresh] = ends()
  const message = fresh.encapsulate(suite, new Uint8Array(0), 0)
  setCounter(message, 0xffffffff, 0xffffdfff)
  assert.equal(theirs.decapsulate(suite, message, start), "counter-limit")
})

test("a session is worn out beyond 2^60 messages", () => {
  const [ours] = ends()
  ours.startCountingAt(0x10000000, 0)
  assert.ok(!ours.isWornOut)
  ours.encapsulate(suite, new Uint8Array(0), 0)
  assert.ok(ours.isWornOut)
})

test("a session sends for 180 seconds", () => {
  const [ours] = ends()
  assert.ok(ours.canSend(after(start, seconds(179))))
  assert.ok(!ours.canSend(after(start, seconds(180))))
})

test("a wiped session opens nothing any more, and the keys it was made from are the caller's", () => {
  const [ours, theirs] = ends()
  const message = ours.encapsulate(suite, Uint8Array.of(1), 1420)
  theirs.wipe()
  assert.equal(theirs.decapsulate(suite, message, start), "bad-tag")
  const keys = { send: keyA.slice(), receive: keyB.slice() }
  new Session({ keys, localIndex: 1, remoteIndex: 2, initiated: true, derivedAt: start }).wipe()
  assert.deepEqual(keys, { send: keyA, receive: keyB })
})
