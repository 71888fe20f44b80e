import assert from "node:assert/strict"
import { test } from "node:test"
import { commandRun } from "../../tests/harness/commands.ts"
import { configSchema } from "./config_schema.ts"

test("the schema is printed as JSON Schema", async () => {
  const { code, out } = await commandRun(configSchema, [])
  const schema = JSON.parse(out)
  assert.deepEqual([code, schema.title], [0, "Meshfold configuration"])
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema")
})
