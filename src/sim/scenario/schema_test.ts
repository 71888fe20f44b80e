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

test("editors are told what every duration and every address is", () => {
  const silent: string[] = []
  const look = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return
    const properties = (node as { properties?: Record<string, Record<string, unknown>> }).properties ?? {}
    for (const [name, property] of Object.entries(properties)) {
      const isPlainText = property.type === "string" && property.enum === undefined &&
        !String(property.pattern).startsWith("^[a-z]")
      if (isPlainText && property.description === undefined) silent.push(`${path}.${name}`)
    }
    for (const [key, value] of Object.entries(node)) look(value, `${path}.${key}`)
  }
  look(scenarioJsonSchema(), "")
  assert.deepEqual(silent, [".name"])
})
