/** `meshfold config check`: is this a configuration, and what does it come to? */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { configData, configText } from "./config_text.ts"
import { BadInput } from "./failures.ts"
import { configOf, fileDiagnosticsText, readConfigFiles } from "./load_config.ts"
import { format } from "./sim_flags.ts"

const files = Argument.String("file").pipe(
  Argument.withDescription("Configuration files (YAML) that together make one node's configuration"),
  Argument.variadic({ min: 1 }),
)

export const configCheck = Command.make(
  "check",
  { files, format },
  Effect.fnUntraced(function* ({ files, format }) {
    const loaded = configOf(yield* readConfigFiles(files))
    if (Result.isSuccess(loaded)) {
      const { success } = loaded
      const text = `${files.join(", ")}: ok\n\n${configText(success)}`
      return yield* Console.log(format === "text" ? text : json({ files, isValid: true, ...configData(success) }))
    }
    if (format === "json") yield* Console.log(json({ files, isValid: false, problems: loaded.failure }))
    return yield* new BadInput({ message: fileDiagnosticsText(loaded.failure) })
  }),
).pipe(
  Command.withDescription("Check the configuration of one node, and say in plain words what holds"),
  Command.withExamples([
    { command: "meshfold config check examples/short.yaml" },
    { command: "meshfold config check machine.yaml kubespan.yaml --format json", description: "For programs" },
  ]),
)

const json = (data: unknown): string => JSON.stringify(data, null, 2)
