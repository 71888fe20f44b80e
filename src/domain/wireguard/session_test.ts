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

test("a counter that was taken is the one to seal with, and no later message has it again", () => {
  const [ours] = ends()
  ours.startCountingAt(6, 0xffffffff)
  const taken = [1, 2].map(() => {
    ours.takeCounter()
    return [ours.takenHigh, ours.takenLow]
  })
  const message = ours.encapsulate(suite, new Uint8Array(0), 0)
  assert.deepEqual([...taken, [counterHigh(message), counterLow(message)]], [[6, 0xffffffff], [7, 0], [7, 1]])
  const [worn] = ends()
  worn.startCountingAt(0xffffffff, 0xffffdfff)
  assert.throws(() => worn.takeCounter(), /message limit/)
})

// spec/wireguard.md 1.8: age and counter limit come before the AEAD, and the window moves after it alone.
test("who opens by himself asks first, and marks only what proved authentic", () => {
  const [, theirs] = ends()
  assert.equal(theirs.refuse(0, 9_000, start), undefined)
  assert.equal(theirs.refuse(0, 9_000, start), undefined, "asking changes nothing")
  theirs.mark(0, 9_000)
  assert.equal(theirs.refuse(0, 9_000, start), "replayed")
  assert.equal(theirs.refuse(0, 9_000 - 8_128, start), undefined)
  assert.equal(theirs.refuse(0, 9_000 - 8_129, start), "replayed")
  assert.equal(theirs.refuse(0xffffffff, 0xffffdfff, start), "counter-limit")
  assert.equal(theirs.refuse(0, 9_001, after(start, seconds(180))), "expired-session")
})

test("a message that was opened elsewhere is a replay here", () => {
  const [ours, theirs] = ends()
  const message = ours.encapsulate(suite, Uint8Array.of(1), 1420)
  theirs.mark(counterHigh(message), counterLow(message))
  assert.equal(theirs.decapsulate(suite, message, start), "replayed")
})

test("keys that were lent are the session's own, and the borrower is told once when they are wiped", () => {
  const [ours] = ends()
  let told = 0
  const { send, receive } = ours.lendKeys(() => void told++)
  assert.deepEqual([send, receive], [keyA, keyB])
  ours.wipe()
  ours.wipe()
  assert.equal(told, 1)
  assert.deepEqual([send, receive], [new Uint8Array(32), new Uint8Array(32)])
})
