import assert from "node:assert/strict"
import { test } from "node:test"
import type { Random } from "../random.ts"
import { after, type Instant, instant, millis, seconds } from "../net/instant.ts"
import { Timers } from "./timers.ts"

const start = instant(1_000_000)
const at = (s: number): Instant => after(start, seconds(s))

/** Jitter of exactly `ms` milliseconds. */
const jitter = (ms: number): Random => ({ u32: () => 0, below: () => millis(ms), fill: (bytes) => bytes })

test("nothing happened, so nothing is due", () => {
  assert.equal(new Timers(jitter(0)).deadline().reason, "idle")
})

test("an unanswered initiation is retried after five seconds and the jitter", () => {
  const timers = new Timers(jitter(333))
  timers.initiationSent(start)
  assert.deepEqual(timers.deadline(), { at: after(at(5), millis(333)), reason: "retry-handshake" })
  timers.handshakeCompleted(true)
  assert.equal(timers.deadline().reason, "idle")
})

test("a retry within five seconds of a response of ours is postponed, not dropped", () => {
  const timers = new Timers(jitter(0))
  timers.initiationSent(start)
  timers.responseSent(after(start, millis(160)))
  assert.deepEqual(timers.deadline(), { at: after(at(5), millis(160)), reason: "retry-handshake" })
})

test("a wish for a session during those five seconds is remembered, unless an initiation is in flight", () => {
  const timers = new Timers(jitter(0))
  timers.responseSent(start)
  assert.ok(!timers.mayInitiate(at(4)))
  timers.deferInitiation()
  assert.deepEqual(timers.deadline(), { at: at(5), reason: "deferred-handshake" })
  timers.initiationSent(at(5))
  timers.deferInitiation()
  assert.deepEqual(timers.deadline(), { at: at(10), reason: "retry-handshake" })
})

test("a wish while an initiation is in flight is served by its retry, at the retry's time", () => {
  const timers = new Timers(jitter(333))
  timers.initiationSent(start)
  timers.deferInitiation()
  assert.deepEqual(timers.deadline(), { at: after(at(5), millis(333)), reason: "retry-handshake" })
})

// The peer's handshake was confirmed, so ours is not retried; but it may still be answered, for as long as without that.
test("an initiation that the peer's handshake made superfluous is stale when its retry would have been due", () => {
  const timers = new Timers(jitter(333))
  timers.initiationSent(start)
  timers.responseSent(at(1))
  timers.handshakeCompleted(false)
  const stale = { at: at(6), reason: "stale-initiation" }
  assert.deepEqual(timers.deadline(), stale, "five seconds after the response, as its retry would have been")
  timers.handshakeCompleted(false)
  assert.deepEqual(timers.deadline(), stale, "another handshake of the peer's does not make it younger")
  timers.deferInitiation()
  assert.equal(timers.deadline().reason, "stale-initiation")
  timers.expire("stale-initiation")
  assert.deepEqual(timers.deadline(), { at: at(6), reason: "deferred-handshake" }, "a wish does not wait for it")
})

test("an initiation that was answered, or replaced by the next, does not become stale", () => {
  const timers = new Timers(jitter(0))
  timers.initiationSent(start)
  timers.handshakeCompleted(true)
  assert.equal(timers.deadline().reason, "idle")
  timers.initiationSent(at(10))
  timers.handshakeCompleted(false)
  timers.initiationSent(at(15))
  assert.deepEqual(timers.deadline(), { at: at(20), reason: "retry-handshake" })
})

test("received data is answered by a keepalive after ten seconds, unless something was sent", () => {
  const timers = new Timers(jitter(0))
  timers.dataReceived(start)
  timers.dataReceived(at(3))
  assert.deepEqual(timers.deadline(), { at: at(10), reason: "passive-keepalive" })
  timers.transportSent(at(9), false)
  assert.equal(timers.deadline().reason, "idle")
})

// Any authenticated message sent cancels it (spec/wireguard.md 1.9).
test("an initiation or a response of ours answers received data as well", () => {
  for (const sent of ["initiationSent", "responseSent"] as const) {
    const timers = new Timers(jitter(0))
    timers.dataReceived(start)
    timers[sent](at(1))
    timers.handshakeCompleted(true)
    assert.equal(timers.deadline().reason, "idle", sent)
  }
})

test("giving up cancels the keepalive that was due", () => {
  const timers = new Timers(jitter(0))
  timers.initiationSent(start)
  timers.dataReceived(at(1))
  timers.gaveUp(at(2))
  assert.equal(timers.deadline().reason, "wipe")
})

test("when more data came meanwhile, a second passive keepalive follows the first", () => {
  const timers = new Timers(jitter(0))
  timers.dataReceived(start)
  timers.dataReceived(at(3))
  timers.expire("passive-keepalive")
  timers.transportSent(at(10), false)
  timers.passiveKeepaliveSent(at(10))
  assert.deepEqual(timers.deadline(), { at: at(20), reason: "passive-keepalive" })
  timers.expire("passive-keepalive")
  timers.passiveKeepaliveSent(at(20))
  assert.equal(timers.deadline().reason, "idle")
})

test("sent data without any answer asks for a new handshake after 15 seconds and the jitter", () => {
  const timers = new Timers(jitter(100))
  timers.transportSent(start, true)
  timers.transportSent(at(7), true)
  assert.deepEqual(timers.deadline(), { at: after(at(15), millis(100)), reason: "new-handshake" })
  timers.authenticatedReceived(at(14))
  assert.equal(timers.deadline().reason, "idle")
})

test("a keepalive is no data and asks for nothing", () => {
  const timers = new Timers(jitter(0))
  timers.transportSent(start, false)
  assert.equal(timers.deadline().reason, "idle")
})

test("keys are wiped 540 seconds after the last session", () => {
  const timers = new Timers(jitter(0))
  timers.sessionDerived(start)
  timers.sessionDerived(at(100))
  assert.deepEqual(timers.deadline(), { at: at(640), reason: "wipe" })
  timers.wiped()
  assert.equal(timers.deadline().reason, "idle")
})

// spec/wireguard.md 1.9: only a completed handshake cancels the retransmission. The wipe takes keys, not intentions.
test("the wipe leaves the retry of an unanswered initiation alone", () => {
  const timers = new Timers(jitter(0))
  timers.sessionDerived(start)
  timers.initiationSent(at(538))
  timers.wiped()
  assert.deepEqual(timers.deadline(), { at: at(543), reason: "retry-handshake" })
})

test("giving up starts the wipe's clock if nothing else did", () => {
  const timers = new Timers(jitter(0))
  timers.gaveUp(start)
  timers.gaveUp(at(50))
  assert.deepEqual(timers.deadline(), { at: at(540), reason: "wipe" })
})

test("a persistent keepalive follows the last traversal of either direction", () => {
  const timers = new Timers(jitter(0))
  timers.setKeepaliveInterval(seconds(25))
  timers.transportSent(start, false)
  timers.authenticatedReceived(at(10))
  assert.deepEqual(timers.deadline(), { at: at(35), reason: "persistent-keepalive" })
  timers.setKeepaliveInterval(seconds(0))
  assert.equal(timers.deadline().reason, "idle")
})

test("handshake messages of ours are traversals too", () => {
  for (const sent of ["initiationSent", "responseSent"] as const) {
    const timers = new Timers(jitter(0))
    timers.setKeepaliveInterval(seconds(25))
    timers[sent](at(7))
    timers.handshakeCompleted(true)
    assert.deepEqual(timers.deadline(), { at: at(32), reason: "persistent-keepalive" }, sent)
  }
})

test("there are nineteen retries, so twenty initiations", () => {
  const timers = new Timers(jitter(0))
  let initiations = 1
  for (; timers.hasRetriesLeft; initiations++) timers.countRetry()
  assert.equal(initiations, 20)
  timers.startSeries()
  assert.ok(timers.hasRetriesLeft)
})

test("of several deadlines the earliest counts", () => {
  const timers = new Timers(jitter(0))
  timers.sessionDerived(start)
  timers.transportSent(start, true)
  timers.dataReceived(at(1))
  assert.equal(timers.deadline().reason, "passive-keepalive")
})
