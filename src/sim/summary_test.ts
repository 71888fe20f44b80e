import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { reportJsonSchema } from "./summary.ts"

test("schema/report.schema.json is what the schema generates; `deno task schema` writes it anew", () => {
  const committed = readFileSync(new URL("../../schema/report.schema.json", import.meta.url), "utf8")
  assert.deepEqual(JSON.parse(committed), reportJsonSchema())
})
