/** `meshfold sim check`: are these files scenarios that can be run? */
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { BadInput } from "./failures.ts"
import { loadScenario } from "./load_scenario.ts"
import * as flags from "./sim_flags.ts"

export const simCheck = Command.make(
  "check",
  { files: flags.files },
  Effect.fnUntraced(function* ({ files }) {
    const results = yield* Effect.forEach(files, (path) => Effect.result(loadScenario(path)))
    const mistakes = results.filter(Result.isFailure).map(({ failure }) => failure.message)
    if (mistakes.length > 0) return yield* new BadInput({ message: mistakes.join("\n") })
    yield* Console.log(files.length === 1 ? `${files[0]}: ok` : `${files.length} scenarios: ok`)
  }),
).pipe(
  Command.withDescription("Check scenario files without running them"),
  Command.withExamples([{ command: "meshfold sim check scenarios/*.yaml" }]),
)
