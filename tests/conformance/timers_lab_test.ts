/**
 * The instants that were measured on wireguard-go (spec/lab.md section 5 and spec/wireguard.md 1.9), met by our device.
 * Jitter is random there and here, so measured instants are compared with the range that the jitter leaves.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import { duration, millis, seconds } from "../../src/domain/net/instant.ts"
import { DevicePair } from "../harness/device_pair.ts"

const toSeconds = (micros: number): number => micros / 1_000_000

/** As in the lab: two machines on one wire, a tenth of a millisecond apart. */
function lab(keepalive?: [ReturnType<typeof seconds>, ReturnType<typeof seconds>]): DevicePair {
  return new DevicePair({ delay: duration(100), ...(keepalive && { keepalive, endpoints: [true, false] as const }) })
}

test("a ping every 1.02 s: the initiator rekeys at the first packet past 120 s, three times over", () => {
  const pair = lab()
  for (let i = 0; i < 380; i++) {
    pair.send(0)
    pair.advance(millis(20))
    pair.send(1)
    pair.advance(millis(1000))
  }
  const measured = [120.44, 240.79, 361.49]
  const [, ...rekeys] = pair.times("initiation", 0).map(toSeconds)
  assert.equal(rekeys.length, measured.length)
  for (const [i, at] of rekeys.entries()) {
    assert.ok(at >= 120 * (i + 1) && at <= 120 * (i + 1) + 1.1 * (i + 1), `${at}, measured ${measured[i]}`)
  }
  assert.deepEqual(pair.times("initiation", 1), [])
})

test("the packet that triggers the rekey still goes out on the old session, the next one on the new", () => {
  const pair = lab()
  for (let i = 0; i < 120; i++) {
    pair.send(0)
    pair.advance(seconds(1))
  }
  const receiver = (datagram: Uint8Array): number =>
    new DataView(datagram.buffer, datagram.byteOffset).getUint32(4, true)
  pair.advance(millis(1))
  pair.send(0)
  pair.send(0)
  const [before] = pair.sent.filter((one) => one.kind === "data")
  const [trigger, untouched] = pair.sent.slice(-3).filter((one) => one.kind === "data")
  assert.equal(pair.sent.at(-2)?.kind, "initiation")
  pair.advance(millis(10))
  pair.send(0)
  const last = pair.sent.at(-1)
  assert.ok(before && trigger && untouched && last)
  assert.equal(receiver(trigger.datagram), receiver(before.datagram))
  assert.equal(receiver(untouched.datagram), receiver(before.datagram))
  assert.notEqual(receiver(last.datagram), receiver(before.datagram))
})

test("only a keepalive of 25 s on one side: every fifth brings a rekey, period 125 s", () => {
  const pair = lab([seconds(25), seconds(0)])
  pair.advance(seconds(400))
  const initiations = pair.times("initiation", 0).map(toSeconds)
  assert.deepEqual(initiations.map((at) => Math.round(at * 10) / 10), [0, 125, 250, 375])
  const [first, second, third] = pair.times("keepalive", 0).map(toSeconds)
  assert.ok(first !== undefined && first < 0.001, "at once after the response, as confirmation")
  assert.equal(Math.round((second ?? 0) * 100) / 100, 25)
  assert.equal(Math.round((third ?? 0) * 100) / 100, 50)
})

test("one ping, then silence: the initiator's keepalive 10.00 s after the reply, and nothing more until the next ping", () => {
  const pair = lab()
  pair.send(0)
  pair.advance(millis(1))
  pair.send(1)
  pair.advance(millis(185_099))
  const keepalives = pair.times("keepalive", 0).map(toSeconds)
  assert.equal(keepalives.length, 1)
  assert.ok(Math.abs((keepalives[0] ?? 0) - 10.001) < 0.002, String(keepalives))
  pair.send(0)
  pair.advance(millis(2))
  assert.equal(pair.times("initiation", 0).length, 2, "the session is too old to send at 185.1 s")
  assert.equal(pair.tags(1, "Deliver").length, 2)
})

test("a peer that vanishes after a ping: called at 15.0-15.34 s, then every 5.0-5.34 s, 20 times, about 103 s in all", () => {
  const pair = lab()
  pair.send(0)
  pair.advance(millis(10))
  pair.isCut = true
  pair.send(0)
  pair.advance(seconds(200))
  const calls = pair.times("initiation", 0).slice(1).map((at) => toSeconds(at) - 0.01)
  assert.equal(calls.length, 20)
  const [first, ...retries] = calls
  assert.ok(first !== undefined && first >= 15 && first < 15.335, String(first))
  for (const [i, at] of retries.entries()) {
    const gap = at - (calls[i] ?? 0)
    assert.ok(gap >= 4.999 && gap < 5.335, `gap ${gap}`)
  }
  const total = (calls.at(-1) ?? 0) + 5.17 - first
  assert.ok(total > 100 && total < 107, `measured 103.3 s from the first to giving up, here about ${total}`)
})
