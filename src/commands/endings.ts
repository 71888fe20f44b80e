/**
 * What is said when a program ends other than well, all of it on standard error: bad input, a wrong command line, an
 * interruption, and what should never happen.
 */
import * as Cause from "effect/Cause"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import { BadInput, Broken, Misused } from "./failures.ts"
import { visible } from "./visible.ts"

export const tellEndings = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  program.pipe(Effect.catchCause(tell), Effect.onInterrupt(() => Console.error("interrupted")))

/** What is wrong with a command line has been printed with how it should be. Not if somebody only asked for help. */
export const misused = <E>(error: E): E | Misused =>
  CliError.isCliError(error) && !(error._tag === "ShowHelp" && error.errors.length === 0) ? new Misused() : error

/** Help that nobody asked for goes where the mistake is told. */
export const helpAfterMistakes = CliOutput.layerPresenter({
  present: (event) => {
    const shown = CliOutput.defaultPresenter.present(event)
    if (event._tag !== "InvalidInvocation") return shown
    return Console.consoleWith((console) =>
      Effect.provideService(shown, Console.Console, { ...console, log: console.error })
    )
  },
})

function tell<E>(cause: Cause.Cause<E>): Effect.Effect<never, E | Broken> {
  if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
  const error = Cause.squash(cause)
  if (error instanceof BadInput) return Effect.andThen(Console.error(visible(error.message)), Effect.failCause(cause))
  if (!Runtime.getErrorReported(error)) return Effect.failCause(cause)
  return Effect.andThen(Console.error(`${DEFECT}\n${visible(Cause.pretty(cause))}`), new Broken())
}

const DEFECT = "This is a defect in Meshfold; please tell its maintainers what you did, and this:"
