import assert from "node:assert/strict"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { libc } from "../linux/libc.ts"
import { Arena } from "./arena.ts"
import { newBell } from "./bell.ts"
import { Poll } from "./poll.ts"

test("a bell that was rung, however often, is heard once", { skip }, () => {
  const bell = newBell()
  const poll = new Poll(new Arena(), bell.descriptor)
  assert.equal(poll.wait(0).bell, false)
  bell.ring()
  bell.ring()
  assert.equal(poll.wait(0).bell, true)
  assert.equal(poll.wait(0).bell, false)
  bell.ring()
  assert.equal(poll.wait(1_000).bell, true)
  libc().close(bell.descriptor)
})

test("a bell wakes a thread that sleeps", { skip }, async () => {
  const bell = newBell()
  const sleeper = `
    import { Arena } from ${JSON.stringify(new URL("./arena.ts", import.meta.url).href)}
    import { Poll } from ${JSON.stringify(new URL("./poll.ts", import.meta.url).href)}
    const poll = new Poll(new Arena(), ${bell.descriptor})
    self.postMessage("asleep")
    self.postMessage(poll.wait(10_000).bell ? "woken" : "overslept")
  `
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(sleeper)}`, { type: "module" })
  const heard: unknown[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  worker.onmessage = ({ data }) => {
    if (heard.push(data) === 1) setTimeout(() => bell.ring(), 20)
    else resolve()
  }
  await promise
  worker.terminate()
  assert.deepEqual(heard, ["asleep", "woken"])
})
