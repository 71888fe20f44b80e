import assert from "node:assert/strict"
import { test } from "node:test"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as TestConsole from "effect/testing/TestConsole"
import { helpAfterMistakes, misused, tellEndings } from "./endings.ts"
import { BadInput, Misused, NotAsExpected } from "./failures.ts"

/** How a program ends: its exit code, and what it printed where. */
async function ending(program: Effect.Effect<void, unknown, NodeServices.NodeServices>) {
  const layers = Layer.mergeAll(NodeServices.layer, TestConsole.layer, helpAfterMistakes)
  const ended = Effect.gen(function* () {
    const exit = yield* Effect.exit(tellEndings(program))
    let code = -1
    Runtime.defaultTeardown(exit, (one) => void (code = one))
    return { code, out: (yield* TestConsole.logLines).join("\n"), err: (yield* TestConsole.errorLines).join("\n") }
  })
  return await Effect.runPromise(ended.pipe(Effect.provide(layers)))
}

test("bad input is told on standard error, without what would act on the terminal", async () => {
  assert.deepEqual(await ending(Effect.fail(new BadInput({ message: "x: \u001b[31m" }))), {
    code: 2,
    out: "",
    err: "x: \\x1b[31m",
  })
})

test("what has been told already is not told again", async () => {
  assert.deepEqual(await ending(Effect.fail(new NotAsExpected({ failed: 1 }))), { code: 1, out: "", err: "" })
  assert.deepEqual(await ending(Effect.fail(new Misused())), { code: 2, out: "", err: "" })
  assert.deepEqual(await ending(Effect.void), { code: 0, out: "", err: "" })
})

test("a defect is told on standard error, with where it happened, and exits with 70", async () => {
  for (const broken of [Effect.die(new Error("no such bug")), Effect.fail(new Error("no such bug"))]) {
    const { code, out, err } = await ending(broken)
    assert.deepEqual([code, out], [70, ""])
    assert.match(err, /^This is a defect in Meshfold[^]*no such bug[^]*endings_test/)
  }
})

test("a wrong command line is told on standard error alone, and help that was asked for on standard output", async () => {
  const run = Command.make("run", { seed: Flag.Int("seed") }, () => Effect.void)
  const call = (...args: string[]) =>
    ending(Command.runWith(run, { version: "0" })(args).pipe(Effect.mapError(misused)))
  const wrong = await call("--sead", "3")
  assert.deepEqual([wrong.code, wrong.out], [2, ""])
  assert.match(wrong.err, /USAGE[^]*--sead/)
  const help = await call("--help")
  assert.match(help.out, /USAGE/)
  assert.deepEqual([help.code, help.err], [0, ""])
})

test("an interrupted program says so", async () => {
  const layers = Layer.mergeAll(NodeServices.layer, TestConsole.layer)
  const lines = await Effect.runPromise(
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(tellEndings(Effect.never))
      yield* Effect.sleep(20)
      yield* Fiber.interrupt(fiber)
      assert.ok(Exit.isFailure(yield* Fiber.await(fiber)))
      return yield* TestConsole.errorLines
    }).pipe(Effect.provide(layers)),
  )
  assert.deepEqual(lines, ["interrupted"])
})
