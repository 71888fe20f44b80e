/** Runs a command in this process and tells what it printed and how it ended. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as TestConsole from "effect/testing/TestConsole"
import { Screens } from "../../src/commands/screens.ts"
import { plainStyle } from "../../src/report/style.ts"

const screens = Layer.succeed(Screens, {
  out: { style: plainStyle },
  progress: () => ({ show: () => {}, clear: () => {} }),
})

export interface Ended {
  readonly code: number
  readonly out: string
  /** On standard error. */
  readonly err: string
  /** Of the failure, if it was one. */
  readonly message: string
}

/** What every command here may ask for. */
type Provided = NodeServices.NodeServices | Screens

export async function commandRun<const Name extends string, Input, Context, Failure>(
  command: Command.Command<Name, Input, Context, Failure, Provided>,
  args: readonly string[],
): Promise<Ended> {
  const program = Effect.gen(function* () {
    const exit = yield* Effect.exit(Command.runWith(command, { version: "0.0.0" })(args))
    const out = (yield* TestConsole.logLines).join("\n")
    const err = (yield* TestConsole.errorLines).join("\n")
    return { exit, out, err }
  })
  const layers = Layer.mergeAll(NodeServices.layer, screens, TestConsole.layer)
  const { exit, out, err } = await Effect.runPromise(program.pipe(Effect.provide(layers)))
  let code = 0
  Runtime.defaultTeardown(exit, (one) => void (code = one))
  const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
  return { code, out, err, message: error instanceof Error ? error.message : "" }
}
