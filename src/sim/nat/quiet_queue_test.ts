import assert from "node:assert/strict"
import { test } from "node:test"
import { type Endpoint, endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import { instant } from "../../domain/net/instant.ts"
import { type Conversation, MappingEntry } from "./mapping_entry.ts"
import { PLAIN_NAT } from "./plain_nat.ts"
import { QuietQueue } from "./quiet_queue.ts"

const at = (s: number) => instant(s * 1_000_000)
const remote = (host: number): Endpoint => endpoint(`198.51.100.${host}:1`)

/** A mapping that called hosts 1, 2 and 3 in this order; taking one forgets it. */
function called() {
  const ends = { inside: endpoint("10.0.0.2:1"), scope: endpoint("0.0.0.0:1"), external: endpoint("203.0.113.1:1") }
  const mapping = new MappingEntry(PLAIN_NAT, ends, at(0))
  for (const host of [1, 2, 3]) mapping.call(remote(host), at(host))
  const queue = new QuietQueue()
  let looks = 0
  const all = (): readonly Conversation[] => {
    looks++
    return mapping.conversations()
  }
  const take = (): string => {
    const taken = queue.take(all).remote
    mapping.forget(taken)
    return formatEndpoint(taken)
  }
  return { mapping, queue, take, looks: () => looks }
}

test("conversations are taken in the order in which they went quiet, with one look at all", () => {
  const { take, looks } = called()
  assert.deepEqual([take(), take(), take()], [1, 2, 3].map((host) => formatEndpoint(remote(host))))
  assert.equal(looks(), 1)
})

test("who has spoken since, or is new, comes after those who have not", () => {
  const { mapping, take } = called()
  assert.equal(take(), "198.51.100.1:1")
  mapping.callAgain(remote(2), at(4))
  mapping.call(remote(9), at(5))
  assert.deepEqual([take(), take(), take()], ["198.51.100.3:1", "198.51.100.2:1", "198.51.100.9:1"])
})

test("who was forgotten otherwise is not taken, and after a clear nobody who was known is", () => {
  const { mapping, queue, take, looks } = called()
  take()
  mapping.forget(remote(2))
  assert.equal(take(), "198.51.100.3:1")
  mapping.call(remote(5), at(6))
  mapping.call(remote(6), at(7))
  take()
  queue.clear()
  assert.equal(take(), "198.51.100.6:1")
  assert.equal(looks(), 3)
  assert.throws(take, /a conversation to take/)
})
