import assert from "node:assert/strict"
import { test } from "node:test"
import { startThread, type Thread } from "../adapters/dataplane/thread.ts"
import { changeText } from "../adapters/uapi/change_text.ts"
import { outsideSandbox as skip } from "../../tests/harness/native.ts"
import { ALONE } from "../../tests/harness/wg_files.ts"
import type { FromWorker, ToWorker, WgWorkerData } from "./wg_messages.ts"

const entry = new URL("./wg_worker.ts", import.meta.url)

/** All that the thread says until it ends, told these things once it is ready. */
async function talk(data: Partial<WgWorkerData>, messages: readonly ToWorker[]): Promise<readonly FromWorker[]> {
  const heard: FromWorker[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const begin: WgWorkerData = { name: "wg-worker", cipher: undefined, change: changeText(ALONE), ...data }
  const thread: Thread<ToWorker> = startThread(entry, begin, (message: FromWorker) => {
    heard.push(message)
    if (message._tag === "Ready") messages.forEach(thread.say)
    if (message._tag === "Ended") resolve()
  })
  await promise
  return heard
}

const STOP: ToWorker = { _tag: "Stop" }

test("it says what it is ready with, answers in order, and ends", { skip }, async () => {
  const [ready, ...answers] = await talk({ cipher: "wasm" }, [
    { _tag: "Set", id: 1, change: "set=1\nlisten_port=41999\n\n" },
    { _tag: "Get", id: 2 },
    STOP,
  ])
  assert.ok(ready?._tag === "Ready" && ready.cipher === "wasm")
  assert.deepEqual(answers.map(({ _tag }) => _tag), ["Answer", "Answer", "Ended"])
  assert.deepEqual(answers[0], { _tag: "Answer", id: 1, text: "errno=0\n\n" })
  assert.ok(answers[1]?._tag === "Answer" && /^listen_port=41999$/m.test(answers[1].text))
})

test("what it is told wrong it refuses, and goes on", { skip }, async () => {
  const [, refused, got] = await talk({}, [
    { _tag: "Set", id: 1, change: "set=1\nlisten_port=no\n\n" },
    { _tag: "Get", id: 2 },
    STOP,
  ])
  assert.ok(refused?._tag === "Answer" && refused.text !== "errno=0\n\n")
  assert.ok(got?._tag === "Answer" && got.text.endsWith("errno=0\n\n"))
})
