/** `meshfold sim schema`: JSON Schema of scenario files, or of what `sim run --format json` prints. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import { scenarioJsonSchema } from "../sim/scenario/schema.ts"
import { reportJsonSchema } from "../sim/summary.ts"

const what = Argument.Literals("what", ["scenario", "report"]).pipe(
  Argument.withDescription("scenario: of the files. report: of the JSON output"),
)

export const simSchema = Command.make(
  "schema",
  { what },
  ({ what }) => Console.log(JSON.stringify(what === "scenario" ? scenarioJsonSchema() : reportJsonSchema(), null, 2)),
).pipe(Command.withDescription("Print the JSON Schema of scenario files or of reports"))
