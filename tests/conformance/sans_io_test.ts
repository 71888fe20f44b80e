/** The contract of a sans-IO machine, whatever it is told and in whatever order. */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { duration, instant, millis, seconds } from "../../src/domain/net/instant.ts"
import { DevicePair, type PairOptions, type Side } from "../harness/device_pair.ts"

/** Things that can happen to a pair: time, packets, a cut wire, replays and roaming. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant("wait" as const), length: fc.integer({ min: 0, max: 200_000_000 }) }),
  fc.record({ kind: fc.constant("send" as const), side: fc.constantFrom<Side>(0, 1) }),
  fc.record({ kind: fc.constant("cut" as const), isCut: fc.boolean() }),
  fc.record({ kind: fc.constant("replay" as const), side: fc.constantFrom<Side>(0, 1), nth: fc.nat(20) }),
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

function play(options: PairOptions, happenings: readonly Happening[], check: (pair: DevicePair) => void): DevicePair {
  const pair = new DevicePair({ suite: modelSuite, ...options })
  for (const one of happenings) {
    if (one.kind === "wait") pair.advance(duration(one.length))
    else if (one.kind === "send") pair.send(one.side)
    else if (one.kind === "cut") pair.isCut = one.isCut
    else {
      const recorded = pair.sent.at(-1 - one.nth)
      if (recorded !== undefined) pair.inject(one.side, recorded.datagram)
    }
    check(pair)
  }
  return pair
}

const options = fc.record({
  seed: fc.nat(1000),
  delay: fc.integer({ min: 0, max: 2_000_000 }).map(duration),
  keepalive: fc.constantFrom([millis(0), millis(0)] as const, [seconds(25), seconds(25)] as const),
})
const story = fc.array(happening, { maxLength: 25 })

test("after every step that woke what was due, deadlines lie in the future", () => {
  fc.assert(
    fc.property(options, story, (setting, happenings) => {
      play(setting, happenings, (pair) => {
        for (const device of pair.devices) {
          device.wake(pair.now)
          assert.ok(device.deadline().at > pair.now, `${device.deadline().reason} at ${device.deadline().at}`)
        }
      })
    }),
    { numRuns: 200 },
  )
})

test("equal seeds give equal schedules, and another seed other jitter", () => {
  fc.assert(
    fc.property(options, story, (setting, happenings) => {
      const [one, two] = [1, 2].map(() => play(setting, happenings, () => {}).sent)
      assert.deepEqual(one, two)
    }),
    { numRuns: 100 },
  )
  const lonely = (seed: number): number[] => {
    const pair = new DevicePair({ suite: modelSuite, seed })
    pair.isCut = true
    pair.send(0)
    pair.advance(seconds(60))
    return pair.times("initiation")
  }
  assert.notDeepEqual(lonely(1), lonely(2))
})

test("one late poll sees every expiry that an early one would have seen", () => {
  const run = (steps: readonly number[]): string[] => {
    const pair = new DevicePair({ suite: modelSuite })
    pair.send(0)
    pair.advance(seconds(1))
    pair.send(0)
    pair.advance(seconds(1))
    pair.isCut = true
    const [device] = pair.devices
    for (const s of steps) device.wake(instant(s * 1_000_000))
    return [device.deadline().reason, String(device.send(pair.packet(0), instant(1e9)))]
  }
  assert.deepEqual(run([600]), run([100, 200, 300, 400, 541, 600]))
})

test("no order of inputs leaves an exception, and what was cut heals within half a minute of traffic", () => {
  fc.assert(
    fc.property(options, story, (setting, happenings) => {
      const pair = play(setting, happenings, () => {})
      pair.isCut = false
      const before = pair.tags(1, "Deliver").length
      for (let i = 0; i < 30; i++) {
        pair.send(0)
        pair.advance(seconds(1))
      }
      assert.ok(pair.tags(1, "Deliver").length > before)
    }),
    { numRuns: 200 },
  )
})
