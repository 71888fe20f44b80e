import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { instant, NEVER } from "../domain/net/instant.ts"
import { EventQueue } from "./queue.ts"

test("items come out by time, and within an instant in the order in which they went in", () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.nat(20), fc.constant("pop" as const)), { maxLength: 300 }), (script) => {
    const queue = new EventQueue<{ at: number; order: number }>()
    let model: { at: number; order: number }[] = []
    for (const [order, action] of script.entries()) {
      if (action === "pop") {
        model = model.sort((a, b) => a.at - b.at || a.order - b.order)
        assert.deepEqual(queue.pop(), model.shift())
      } else {
        queue.push(instant(action), { at: action, order })
        model.push({ at: action, order })
      }
      assert.equal(queue.size, model.length)
      assert.equal(queue.nextAt, Math.min(NEVER, ...model.map((item) => item.at)))
    }
  }))
})

test("an empty queue has nothing, ever", () => {
  const queue = new EventQueue<string>()
  assert.equal(queue.pop(), undefined)
  assert.equal(queue.nextAt, NEVER)
})
