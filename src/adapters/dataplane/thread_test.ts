import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { foreseeThread, startThread } from "./thread.ts"

const href = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)

/** A thread that sleeps in poll(2) for up to ten seconds at a time, and does this with what it hears. */
const sleeper = (onMessage: string): URL =>
  new URL(`data:text/javascript,${
    encodeURIComponent(`
    import { Arena } from ${href("./arena.ts")}
    import { Poll } from ${href("./poll.ts")}
    import { ownThread } from ${href("./thread.ts")}
    const own = await ownThread()
    const poll = new Poll(new Arena(), own.bell)
    for (let isOver = false; !isOver;) {
      poll.wait(10_000)
      for (let heard = own.hear(); heard !== undefined; heard = own.hear()) { ${onMessage} }
    }
  `)
  }`)

test(
  "what is said to a sleeping thread wakes it, in order, and its answers are heard while it sleeps on",
  { skip },
  async () => {
    const heard: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const thread = startThread(
      sleeper('if (heard === "end") isOver = true; else own.say(own.data + heard)'),
      "got ",
      (message: string) => {
        heard.push(message)
        if (heard.length === 3) resolve()
      },
    )
    for (const word of ["one", "two", "three"]) thread.say(word)
    await promise
    assert.deepEqual(heard, ["got one", "got two", "got three"])
    thread.say("end")
    assert.equal(await thread.ended, undefined)
    thread.say("to nobody")
  },
)

test("a thread that fails ends with what it failed with", { skip }, async () => {
  const thread = startThread(sleeper('throw new Error("no more " + heard)'), undefined, () => {})
  thread.say("words")
  assert.match(await thread.ended ?? "", /no more words/)
})

test("one that was foreseen is the one that is started, and the next is another", { skip }, async () => {
  const entry = sleeper("own.say(performance.timeOrigin); isOver = true")
  foreseeThread(entry)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const startedAt = Date.now()
  const bornAt = () =>
    new Promise<number>((resolve) => {
      const thread = startThread(entry, undefined, (time: number) => resolve(time))
      thread.say("when")
    })
  assert.ok(await bornAt() < startedAt)
  assert.ok(await bornAt() >= startedAt)
})

test("one that nobody starts keeps nobody", { skip }, () => {
  const script = `import { foreseeThread } from ${href("./thread.ts")}; foreseeThread(new URL(${
    JSON.stringify(sleeper("").href)
  }))`
  const { status, signal } = spawnSync(process.execPath, ["eval", "--no-check", script], { timeout: 60_000 })
  assert.deepEqual([status, signal], [0, null])
})
