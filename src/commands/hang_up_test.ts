import assert from "node:assert/strict"
import process from "node:process"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import { endOnHangUp } from "./hang_up.ts"

const skip = typeof Deno === "undefined" || Deno.permissions.querySync({ name: "run" }).state === "granted"
  ? false
  : "signals are sent with --allow-run"

test("a hang-up ends as SIGTERM does, for as long as the scope lasts", { skip }, async () => {
  const before = process.listenerCount("SIGHUP")
  const ended = new Promise<void>((resolve) => void process.once("SIGTERM", () => resolve()))
  const program = Effect.gen(function* () {
    yield* endOnHangUp
    process.kill(process.pid, "SIGHUP")
    yield* Effect.promise(() => ended).pipe(Effect.timeout("10 seconds"))
  })
  await Effect.runPromise(Effect.scoped(program))
  assert.equal(process.listenerCount("SIGHUP"), before)
})
