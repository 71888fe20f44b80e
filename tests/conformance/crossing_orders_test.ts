/**
 * Who rekeys after a crossing, whatever order things arrive in. Both ends initiate at once and send data; every order of
 * what is then in flight is tried, and after each step, as if all the rest were lost, at least one end has the duty to
 * replace the session that it sends on: when both send at 121 seconds, an initiation goes out (spec/wireguard.md 1.7, 1.9).
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { after, duration, millis, seconds } from "../../src/domain/net/instant.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { DevicePair, other, type Side } from "../harness/device_pair.ts"

const SIDES = [0, 1] as const

/** A pair whose datagrams wait until they are delivered by hand. */
function paused(seed: number): DevicePair {
  const pair = new DevicePair({ suite: modelSuite, seed })
  pair.isCut = true
  for (const side of SIDES) pair.send(side)
  return pair
}

/** Plays the choices: the nth of what waits to be delivered, or a packet of one side's own. */
function play(seed: number, gap: number, choices: readonly number[]): { pair: DevicePair; options: number } {
  const pair = paused(seed)
  const delivered = new Set<number>()
  let packetsLeft = 2
  const waiting = (): number[] => [...pair.sent.keys()].filter((i) => !delivered.has(i))
  for (const choice of choices) {
    pair.now = after(pair.now, millis(gap))
    const index = waiting()[choice]
    const one = index === undefined ? undefined : pair.sent[index]
    if (index === undefined || one === undefined) {
      packetsLeft--
      for (const side of SIDES) pair.send(side)
      continue
    }
    delivered.add(index)
    pair.inject(other(one.from), one.datagram)
  }
  return { pair, options: waiting().length + (packetsLeft > 0 ? 1 : 0) }
}

/** Nothing else happens until 121 seconds later; then both send, and somebody initiates. */
function assertSomebodyRekeys(pair: DevicePair, told: string): void {
  const before = pair.times("initiation").length
  pair.now = after(pair.now, seconds(121))
  for (const side of SIDES) pair.send(side)
  assert.ok(pair.times("initiation").length > before, told)
}

/** The number of orders seen. Beyond `depth` steps everything that matters has arrived. */
function everyOrder(seed: number, gap: number, depth: number): number {
  let seen = 0
  const visit = (choices: readonly number[]): void => {
    const { pair, options } = play(seed, gap, choices)
    assertSomebodyRekeys(pair, `seed ${seed}, gap ${gap} ms, choices ${choices}`)
    seen++
    if (choices.length === depth) return
    for (let choice = 0; choice < options; choice++) visit([...choices, choice])
  }
  visit([])
  return seen
}

for (const seed of [1, 2]) {
  test(`in every order of a crossing's messages somebody has the duty to rekey, seed ${seed}`, () => {
    assert.ok(everyOrder(seed, 20, 7) > 5_000)
  })
}

test("nor does it matter that the messages arrive over seconds", () => {
  assert.ok(everyOrder(1, 800, 6) > 1_000)
})

// The smaller side finishes its own handshake and the greater moves to it; then what the greater had sent before arrives.
test("data that was overtaken by the rest of a crossing does not take the duty away", () => {
  for (const seed of [1, 2, 3, 4]) {
    for (const smaller of SIDES) {
      const greater = other(smaller)
      const pair = paused(seed)
      const deliver = (to: Side, datagram: Uint8Array | undefined): void => {
        assert.ok(datagram)
        assert.equal(pair.inject(to, datagram), undefined)
      }
      deliver(smaller, pair.datagrams("initiation", greater)[0])
      deliver(greater, pair.datagrams("response", smaller)[0])
      const [early] = pair.datagrams("data", greater)
      deliver(greater, pair.datagrams("initiation", smaller)[0])
      deliver(smaller, pair.datagrams("response", greater)[0])
      deliver(greater, pair.datagrams("data", smaller)[0])
      deliver(smaller, early)
      assertSomebodyRekeys(pair, `seed ${seed}, side ${smaller} as the smaller`)
    }
  }
})

test("with any delays and losses, and their own retries, somebody has the duty at any time", () => {
  const setting = fc.record({
    seed: fc.nat(50),
    delays: fc.array(fc.integer({ min: 0, max: 7_000 }), { minLength: 1, maxLength: 40 }),
    lost: fc.array(fc.boolean(), { minLength: 1, maxLength: 17 }),
    steps: fc.integer({ min: 1, max: 60 }),
  })
  fc.assert(
    fc.property(setting, ({ seed, delays, lost, steps }) => {
      const pair = paused(seed)
      const queue: { readonly at: number; readonly nth: number }[] = []
      let taken = 0
      const enqueue = (): void => {
        for (; taken < pair.sent.length; taken++) {
          const delay = millis(delays[taken % delays.length] ?? 0)
          if (!lost[taken % lost.length]) queue.push({ at: after(pair.now, delay), nth: taken })
        }
      }
      for (let step = 0; step < steps; step++) {
        enqueue()
        pair.advance(duration(millis(500)))
        for (const { nth } of queue.filter(({ at }) => at <= pair.now).sort((x, y) => x.at - y.at)) {
          const one = pair.sent[nth]
          if (one !== undefined) pair.inject(other(one.from), one.datagram)
        }
        queue.splice(0, queue.length, ...queue.filter(({ at }) => at > pair.now))
        if (step % 3 === 0) { for (const side of SIDES) pair.send(side) }
      }
      assertSomebodyRekeys(pair, "after the story")
    }),
    { numRuns: 3_000 },
  )
})
