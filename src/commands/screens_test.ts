import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import { plainStyle } from "../report/style.ts"
import { Screens } from "./screens.ts"

test("a process whose output is no terminal has no colour and no bar", async () => {
  if (process.stdout.isTTY) return
  const { out, progress } = await Effect.runPromise(Screens.pipe(Effect.provide(Screens.process)))
  assert.equal(out.style, plainStyle)
  progress().show(0.5, "x")
})
