import assert from "node:assert/strict"
import { test } from "node:test"
import { after, instant, seconds } from "../net/instant.ts"
import { isDueAfterReceiving, isDueAfterSending, leavesRekeyToPeer } from "./rekey.ts"
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
test("the initiator replaces a session that it only receives on at 165 seconds", () => {
  assert.ok(!isDueAfterReceiving(session(true), at(164)))
  assert.ok(isDueAfterReceiving(session(true), at(165)))
  assert.ok(!isDueAfterReceiving(session(false), at(179)))
})

test("after a crossing the smaller key leaves the rekeying to the greater", () => {
  const [small, great] = [Uint8Array.of(1, 9), Uint8Array.of(2, 0)]
  const crossed = { current: session(true), heardOn: session(false, after(start, seconds(1))) }
  assert.ok(leavesRekeyToPeer(crossed, small, great))
  assert.ok(!leavesRekeyToPeer(crossed, great, small))
})

test("sessions of one side, or far apart in time, did not cross", () => {
  const [small, great] = [Uint8Array.of(1), Uint8Array.of(2)]
  assert.ok(!leavesRekeyToPeer({ current: session(true), heardOn: session(true) }, small, great))
  assert.ok(!leavesRekeyToPeer({ current: session(false), heardOn: session(false) }, small, great))
  assert.ok(!leavesRekeyToPeer({ current: session(true), heardOn: session(false, at(6)) }, small, great))
})
