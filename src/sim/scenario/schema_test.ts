import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { scenarioJsonSchema } from "./schema.ts"

test("schema/scenario.schema.json is what the schema generates; `deno task schema` writes it anew", () => {
  const committed = readFileSync(new URL("../../../schema/scenario.schema.json", import.meta.url), "utf8")
  assert.deepEqual(JSON.parse(committed), scenarioJsonSchema())
})

test("editors are told of unknown keys and of every action", () => {
  const text = JSON.stringify(scenarioJsonSchema())
  assert.ok(text.includes('"additionalProperties":false'))
  for (const word of ["move", "reboot", "partition", "pair-up", "no-plaintext"]) {
    assert.ok(text.includes(`"${word}"`), word)
  }
})
