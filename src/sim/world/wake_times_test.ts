import assert from "node:assert/strict"
import { test } from "node:test"
import { instant, NEVER } from "../../domain/net/instant.ts"
import { WakeTimes } from "./wake_times.ts"

test("only a wake that is earlier than the one that is there goes into the queue, and the latest of those fires", () => {
  const queue: string[] = []
  const wakes = new WakeTimes((at, node) => void queue.push(`${node}@${at}`))
  wakes.wakeBy(1, instant(50))
  wakes.wakeBy(1, instant(70))
  wakes.wakeBy(1, instant(30))
  wakes.wakeBy(2, instant(40))
  wakes.wakeBy(3, NEVER)
  assert.deepEqual(queue, ["1@50", "1@30", "2@40"])
  assert.ok(wakes.fired(1, instant(30)))
  wakes.wakeBy(1, instant(60))
  assert.ok(!wakes.fired(1, instant(50)), "replaced")
  assert.ok(wakes.fired(1, instant(60)))
  assert.ok(!wakes.fired(9, instant(60)), "never asked for")
})
