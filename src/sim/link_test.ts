import assert from "node:assert/strict"
import { test } from "node:test"
import { duration, instant, millis } from "../domain/net/instant.ts"
import { WIRE } from "../../tests/harness/wire.ts"
import { Link, type LinkProfile } from "./link.ts"
import { Rng } from "./rng.ts"

const link = (change: Partial<LinkProfile>): Link => new Link({ ...WIRE, ...change }, Rng.seeded(4))
const now = instant(1_000_000)

/** Sends `count` packets, one a millisecond, and tells when each arrived, or why not. */
const run = (change: Partial<LinkProfile>, count: number, size = 100): (number | string)[] => {
  const one = link(change)
  return Array.from({ length: count }, (_, i) => one.transmit(size, instant(now + i * 1000)))
}

test("a plain link takes its latency and loses nothing", () => {
  assert.deepEqual(run({}, 3), [now + 10_000, now + 11_000, now + 12_000])
})

test("jitter stays within its bound and keeps the order", () => {
  const arrivals = run({ jitter: millis(50) }, 500).map(Number)
  for (const [i, at] of arrivals.entries()) {
    const delay = at - now - i * 1000
    assert.ok(delay >= 10_000 && delay <= 60_000)
    assert.ok(i === 0 || at >= (arrivals[i - 1] ?? 0))
  }
  assert.ok(new Set(arrivals.map((at, i) => at - i)).size > 50)
})

test("loss comes at its rate", () => {
  const lost = run({ loss: 100_000 }, 20_000).filter((one) => one === "lost").length
  assert.ok(lost > 1_800 && lost < 2_200, String(lost))
})

test("burst loss has runs that independent loss has not", () => {
  const longestRun = (results: readonly (number | string)[]): number => {
    let [longest, current] = [0, 0]
    for (const one of results) {
      current = one === "lost" ? current + 1 : 0
      longest = Math.max(longest, current)
    }
    return longest
  }
  const burst = { enter: 10_000, leave: 100_000, loss: 1_000_000 }
  const [bursty, even] = [run({ burst }, 20_000), run({ loss: 91_000 }, 20_000)]
  const rate = bursty.filter((one) => one === "lost").length / 20_000
  assert.ok(rate > 0.06 && rate < 0.13, "enter / (enter + leave) = 9.1 %, but it was " + rate)
  assert.ok(longestRun(bursty) > 3 * longestRun(even))
})

test("a packet that is held back is overtaken by the next", () => {
  const arrivals = run({ reorder: 200_000 }, 200).map(Number)
  const overtaken = arrivals.filter((at, i) => at > (arrivals[i + 1] ?? Infinity)).length
  assert.ok(overtaken > 20, String(overtaken))
})

test("duplicates come at their rate", () => {
  const one = link({ duplicate: 500_000 })
  const copies = Array.from({ length: 1000 }, () => one.duplicates()).filter(Boolean).length
  assert.ok(copies > 430 && copies < 570)
  assert.ok(!link({}).duplicates())
})

test("a rate makes packets queue, and a full queue drops them", () => {
  const one = link({ rate: 8_000_000, queue: 3000 })
  const results = [1, 2, 3, 4].map(() => one.transmit(1000, now))
  assert.deepEqual(
    results,
    [now + 11_000, now + 12_000, now + 13_000, "queue-full"],
    "1000 bytes take 1 ms at 8 Mbit/s",
  )
  assert.equal(one.transmit(1000, instant(now + 1000)), now + 14_000, "after a millisecond there is room again")
})

test("a packet beyond the MTU does not fit", () => {
  assert.equal(link({ mtu: 1280 }).transmit(1281, now), "too-big")
  assert.equal(link({ mtu: 1280 }).transmit(1280, now), now + 10_000)
})

test("a changed profile holds for the packets that follow", () => {
  const one = link({})
  one.setProfile({ ...WIRE, latency: millis(30) })
  assert.equal(one.transmit(100, now), now + 30_000)
  assert.equal(one.profile.latency, millis(30))
})

test("jitter is drawn from both ends of its range", () => {
  const delays = run({ jitter: duration(1) }, 200).map((at, i) => Number(at) - now - i * 1000)
  assert.deepEqual([...new Set(delays)].sort(), [10_000, 10_001])
})

test("within a burst its own share is lost, and no more", () => {
  const lost =
    run({ burst: { enter: 1_000_000, leave: 0, loss: 500_000 } }, 2_000).filter((one) => one === "lost").length
  assert.ok(lost > 900 && lost < 1_100, String(lost))
})
