import assert from "node:assert/strict"
import { test } from "node:test"
import { commandRun } from "../../tests/harness/commands.ts"
import { simSchema } from "./sim_schema.ts"

test("both schemas are printed as JSON Schema", async () => {
  for (const [what, title] of [["scenario", "Meshfold scenario"], ["report", "Meshfold run"]] as const) {
    const { code, out } = await commandRun(simSchema, [what])
    const schema = JSON.parse(out)
    assert.deepEqual([code, schema.$schema, schema.title], [0, "https://json-schema.org/draft/2020-12/schema", title])
  }
})
