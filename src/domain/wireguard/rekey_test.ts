import assert from "node:assert/strict"
import { test } from "node:test"
import { after, instant, seconds } from "../net/instant.ts"
import { isDueAfterSending, RekeyDuty } from "./rekey.ts"
import { Session } from "./session.ts"

const start = instant(1_000_000_000)
const at = (age: number) => after(start, seconds(age))
const session = (initiated: boolean, derivedAt = start): Session =>
  new Session({
    keys: { send: new Uint8Array(32), receive: new Uint8Array(32) },
    localIndex: 1,
    remoteIndex: 2,
    initiated,
    derivedAt,
  })

const [small, great] = [Uint8Array.of(1, 9), Uint8Array.of(2, 0)]
const ofSmaller = (): RekeyDuty => new RekeyDuty(small, great)
const ofGreater = (): RekeyDuty => new RekeyDuty(great, small)

test("the initiator replaces a session that it sends on at 120 seconds, the responder never for its age", () => {
  assert.ok(!isDueAfterSending(session(true), at(119)))
  assert.ok(isDueAfterSending(session(true), at(120)))
  assert.ok(!isDueAfterSending(session(false), at(179)))
})

test("either end replaces a session beyond 2^60 messages", () => {
  const worn = session(false)
  worn.startCountingAt(0x10000000, 1)
  assert.ok(isDueAfterSending(worn, at(0)))
})

// 165 s = 180 - 10 - 5 (spec/wireguard.md 1.9).
test("the initiator replaces a session that it only receives on at 165 seconds, and asks for that once", () => {
  const [ours, theirs] = [session(true), session(false)]
  const duty = ofGreater()
  assert.ok(!duty.heard(ours, ours, at(164)))
  assert.ok(duty.heard(ours, ours, at(165)))
  assert.ok(!duty.heard(ours, ours, at(166)), "the flag of spec/wireguard.md 1.9")
  duty.handshakeCompleted()
  assert.ok(duty.heard(ours, ours, at(167)))
  assert.ok(!ofGreater().heard(theirs, theirs, at(179)))
})

test("after a crossing the smaller key leaves the rekeying to the greater once that one is heard on its own", () => {
  for (const [duty, isKept] of [[ofSmaller(), false], [ofGreater(), true]] as const) {
    const [ours, theirs] = [session(true), session(false, at(1))]
    duty.heard(theirs, ours, at(2))
    assert.equal(ours.keepsRekeyDuty, isKept)
    assert.equal(isDueAfterSending(ours, at(120)), isKept)
  }
})

// The 165 s are for when nobody did it at 120 s; they ask who initiated, not who has the duty.
test("the initiator that left the duty still replaces the session before it expires", () => {
  const duty = ofSmaller()
  const [ours, theirs] = [session(true), session(false, at(1))]
  duty.heard(theirs, ours, at(2))
  assert.ok(!ours.keepsRekeyDuty)
  assert.ok(duty.heard(theirs, ours, at(165)))
})

test("a peer that is heard on our session has moved to it, and the duty is ours again", () => {
  const duty = ofSmaller()
  const [ours, theirs] = [session(true), session(false, at(1))]
  duty.heard(theirs, ours, at(2))
  duty.heard(ours, ours, at(3))
  assert.ok(ours.keepsRekeyDuty)
  const notOurs = session(false)
  duty.heard(notOurs, notOurs, at(3))
  assert.ok(!notOurs.keepsRekeyDuty)
})

test("the greater key takes the duty along when it moves to the session that crossed its own; the smaller does not", () => {
  for (const [duty, isTaken] of [[ofSmaller(), false], [ofGreater(), true]] as const) {
    const theirs = session(false, at(4))
    duty.moved(session(true), theirs)
    assert.equal(theirs.keepsRekeyDuty, isTaken)
  }
})

test("sessions of one side, or five seconds apart, did not cross", () => {
  const pairs = [
    [session(true), session(true)],
    [session(false), session(false)],
    [session(true), session(false, at(5))],
    [session(true, at(5)), session(false)],
  ] as const
  for (const [ours, theirs] of pairs) {
    const before = [ours.keepsRekeyDuty, theirs.keepsRekeyDuty]
    ofSmaller().heard(theirs, ours, at(6))
    ofGreater().moved(ours, theirs)
    assert.deepEqual([ours.keepsRekeyDuty, theirs.keepsRekeyDuty], before)
  }
  const first = session(false)
  ofGreater().moved(undefined, first)
  assert.ok(!first.keepsRekeyDuty)
})
