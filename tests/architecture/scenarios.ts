/** Each scenario says what it shows, after whom, and what it expects, and stands in the README's catalogue. */
import { posix } from "node:path"
import { parse } from "yaml"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

const FOLDER = "scenarios/"
const REQUIRED = ["description", "source", "expect"]

export function scenarios(project: Project): readonly Violation[] {
  const files = [...project.texts].filter(([path]) => path.startsWith(FOLDER) && path.endsWith(".yaml"))
  if (files.length === 0) {
    return [{ rule: "orphans/scenario", path: FOLDER, message: "has no *.yaml; write a scenario for each phenomenon" }]
  }
  const readme = project.texts.get("README.md")
  return files.flatMap(([path, text]) => {
    const lacks = lacksIn(text)
    if (readme !== undefined && !isToldOf(posix.basename(path, ".yaml"), readme)) {
      lacks.push(`${posix.basename(path)} is not in README.md; add it to the catalogue`)
    }
    return lacks.map((message) => ({ rule: "orphans/scenario", path, line: 1, message }))
  })
}

function lacksIn(text: string): string[] {
  const content = contentOf(text)
  if (typeof content === "string") return [content]
  return REQUIRED.filter((key) => (content.get(key) ?? null) === null)
    .map((key) => `has no ${key} at its top level; add \`${key}:\``)
}

/** The top-level keys and values, or why there are none. */
function contentOf(text: string): ReadonlyMap<unknown, unknown> | string {
  try {
    const content: unknown = parse(text, { mapAsMap: true })
    return content instanceof Map ? content : "is no mapping; write keys at its top level"
  } catch (error) {
    return `is no YAML; mend it: ${String(error).split("\n")[0]}`
  }
}

/** By file name, or by its stem in backticks: a bare stem is too often a plain word. */
const isToldOf = (stem: string, readme: string): boolean =>
  readme.includes(`\`${stem}\``) || wordsOf(readme).includes(`${stem}.yaml`)

const wordsOf = (text: string): readonly string[] => [...text.matchAll(/[\w-]+(\.[\w-]+)*/g)].map(([word]) => word)
