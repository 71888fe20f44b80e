import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { instant, NEVER } from "../net/instant.ts"
import { DeadlineQueue, queueTicket } from "./deadline_queue.ts"

const items = (count: number) => Array.from({ length: count }, (_, name) => ({ name, ticket: queueTicket() }))

test("the earliest comes first, and equal ones in the order of their arrival", () => {
  const queue = new DeadlineQueue<{ name: number; ticket: ReturnType<typeof queueTicket> }>()
  const nothing = queue.first
  assert.equal(nothing, undefined)
  const all = items(4)
  for (const [i, at] of [30, 10, 20, 10].entries()) {
    const item = all[i]
    if (item !== undefined) queue.set(item, instant(at))
  }
  const order: number[] = []
  for (let first = queue.first; first !== undefined; first = queue.first) {
    order.push(first.name)
    queue.remove(first)
  }
  assert.deepEqual(order, [1, 3, 2, 0])
})

test("after any moves and removals the first is the minimum", () => {
  const move = fc.record({
    item: fc.integer({ min: 0, max: 19 }),
    at: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(-1), fc.constant(NEVER)),
  })
  fc.assert(fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
    const all = items(20)
    const queue = new DeadlineQueue<(typeof all)[number]>()
    const model = new Map<number, number>()
    for (const { item, at } of moves) {
      const target = all[item]
      if (target === undefined) continue
      if (at < 0) {
        queue.remove(target)
        model.delete(item)
      } else {
        queue.set(target, instant(at))
        model.set(item, at)
      }
      const least = model.size === 0 ? undefined : Math.min(...model.values())
      assert.equal(queue.first?.ticket.at, least)
    }
  }))
})

/** Removing one item puts the last of the heap in its place, from where it may have to go up as well as down. */
test("when an item goes from one branch, the last of another finds its place, up or down", () => {
  const times = [0, 50, 10, 60, 70, 20, 30, 80, 90, 95, 96, 21, 22]
  const all = items(times.length)
  const queue = new DeadlineQueue<(typeof all)[number]>()
  for (const [i, item] of all.entries()) queue.set(item, instant(times[i] ?? 0))
  const [removed] = all.filter((_, i) => times[i] === 80)
  assert.ok(removed)
  queue.remove(removed)
  const order: number[] = []
  for (let first = queue.first; first !== undefined; first = queue.first) {
    order.push(first.ticket.at)
    queue.remove(first)
  }
  assert.deepEqual(order, times.filter((at) => at !== 80).toSorted((a, b) => a - b))
})
