/** Looking around in a JSON Schema. */

/** The names of properties that hold a value, or a list, and have no description. */
export function undescribed(schema: unknown): readonly string[] {
  if (!isRecord(schema)) return []
  const own = isRecord(schema["properties"]) ? Object.entries(schema["properties"]) : []
  return [
    ...own.filter(([, inner]) => isRecord(inner) && inner["type"] !== "object" && !("description" in inner)),
    ...own.flatMap(([, inner]) => undescribed(inner).map((name) => [name])),
    ...undescribed(schema["items"]).map((name) => [name]),
  ].map(([name]) => String(name))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
