/**
 * Crossing initiations. wireguard-go and the kernel lose 5 to 61 s to them (spec/lab.md 4.3); two handshake slots lose
 * nothing: whatever the delay, both ends have a session one round trip after the start.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import { duration, millis, seconds } from "../../src/domain/net/instant.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { DevicePair } from "../harness/device_pair.ts"

for (const delayMs of [0, 1, 25, 50, 100, 150, 160, 300]) {
  test(`crossing initiations complete in one round trip at ${delayMs} ms one-way delay`, () => {
    for (let seed = 1; seed <= 20; seed++) {
      const pair = new DevicePair({ suite: modelSuite, seed, delay: millis(delayMs) })
      pair.send(0)
      pair.send(1)
      pair.advance(duration(2 * millis(delayMs) + 1))
      for (const side of [0, 1] as const) assert.equal(pair.tags(side, "HandshakeCompleted").length, 1)
      pair.advance(duration(millis(delayMs)))
      for (const side of [0, 1] as const) {
        assert.equal(pair.tags(side, "Deliver").length, 1, "the staged packets arrived")
      }
      pair.advance(seconds(30))
      assert.equal(pair.times("initiation").length, 2, "and nobody had to try again")
    }
  })
}

test("any offset between the two starts, up to twice the delay, completes one round trip after the first", () => {
  for (let offsetMs = 0; offsetMs <= 200; offsetMs += 5) {
    const pair = new DevicePair({ suite: modelSuite, delay: millis(100) })
    pair.send(0)
    pair.advance(millis(offsetMs))
    pair.send(1)
    pair.advance(millis(401 - offsetMs))
    for (const side of [0, 1] as const) assert.ok(pair.tags(side, "Deliver").length >= 1, `offset ${offsetMs}`)
  }
})
