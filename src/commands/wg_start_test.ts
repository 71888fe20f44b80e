import assert from "node:assert/strict"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import { outsideSandbox as skip } from "../../tests/harness/native.ts"
import { ALONE, links } from "../../tests/harness/wg_files.ts"
import { startWg, trouble } from "./wg_start.ts"

const started = (name: string) =>
  startWg({ name, cipher: undefined, keyLog: undefined, change: ALONE, onNews: assert.fail })

test("an interface is there for as long as its scope", { skip }, async () => {
  const during = await Effect.runPromise(Effect.scoped(Effect.map(started("wg-scoped"), () => links())))
  assert.ok(during.includes("wg-scoped"))
  assert.ok(!links().includes("wg-scoped"))
})

test("one that cannot be had is told by its name", { skip }, async () => {
  const { message } = await Effect.runPromise(Effect.flip(Effect.scoped(started("lo"))))
  assert.match(message, /^lo: .*"lo" is the name of another interface/)
})

test("whatever was thrown is told in words", () => {
  assert.equal(trouble("wg0")(new Error("no room")).message, "wg0: no room")
  assert.equal(trouble("wg0")("no room").message, "wg0: no room")
})
