/** `meshfold config schema`: JSON Schema of the short form, for editors. */
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import { configJsonSchema } from "../domain/mesh/config/short_schema.ts"

export const configSchema = Command.make(
  "schema",
  {},
  () => Console.log(JSON.stringify(configJsonSchema(), null, 2)),
).pipe(Command.withDescription("Print the JSON Schema of the short form"))
