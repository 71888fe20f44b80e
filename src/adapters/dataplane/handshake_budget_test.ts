import assert from "node:assert/strict"
import { test } from "node:test"
import { type Instant, instant } from "../../domain/net/instant.ts"
import { type IpAddress, ipAddress } from "../../domain/net/ip_address.ts"
import { HandshakeBudget } from "./handshake_budget.ts"

const flooder = ipAddress("198.51.100.66")
const peer = ipAddress("198.51.100.1")
const COST = 500

/** Of so many messages a second for three seconds, how many are admitted, at half a millisecond each. */
function admitted(budget: HandshakeBudget, perSecond: number, sourceOf: (i: number) => IpAddress): number {
  let count = 0
  for (let i = 0; i < 3 * perSecond; i++) {
    const share = budget.shareFor(sourceOf(i), atSecond(i / perSecond))
    share?.spend(COST)
    if (share !== undefined) count++
  }
  return count
}

const atSecond = (s: number): Instant => instant(Math.round(s * 1_000_000))

test("a flood from one place takes a twentieth of the time, beyond its burst and what any peer may", () => {
  const count = admitted(new HandshakeBudget(), 50_000, () => flooder)
  const most = (3 * 1_000_000 * 0.05 + 20_000) / COST + 5 + 3 * 20
  assert.ok(count > 300 && count <= most + 1, `${count} of at most ${most}`)
})

test("a flood from everywhere takes no more than its share of the time", () => {
  const budget = new HandshakeBudget()
  const anywhere = (i: number) => ipAddress(`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`)
  const count = admitted(budget, 50_000, anywhere)
  const most = (3 * 1_000_000 * 0.3 + 40_000) / COST
  assert.ok(count <= most + 2, `${count} of at most ${most}`)
})

test("on a machine so busy that each handshake waits for 40 ms, those of twenty peers a second are all heard", () => {
  const budget = new HandshakeBudget()
  for (let i = 0; i < 60; i++) {
    const share = budget.shareFor(ipAddress(`203.0.113.${i}`), atSecond(i / 20))
    assert.ok(share !== undefined, `number ${i}`)
    share.spend(40_000)
  }
})

test("while one place floods, another's handshakes are all heard", () => {
  const budget = new HandshakeBudget()
  admitted(budget, 50_000, () => flooder)
  for (let i = 0; i < 5; i++) {
    const share = budget.shareFor(peer, atSecond(3 + i))
    assert.ok(share !== undefined)
    share.spend(COST)
  }
})
