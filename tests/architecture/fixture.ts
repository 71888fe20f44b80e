/** Small repositories in memory, on which a rule must find exactly what was put there. */
import assert from "node:assert/strict"
import { posix } from "node:path"
import { type Project, projectFrom } from "./project.ts"
import { placeOf, type Violation } from "./violation.ts"

export type Files = Readonly<Record<string, string>>
export type Rule = (project: Project) => readonly Violation[]

/** The rule reports these places and no others, written as `path:line rule`. */
export function finds(rule: Rule, files: Files, ...places: readonly string[]): void {
  assert.deepEqual(rule(projectFrom(files)).map(placeOf), places)
}

export const accepts = (rule: Rule, files: Files): void => finds(rule, files)

export const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join("")

/** A file whose second line imports the other one. */
export const arrow = (from: string, to: string): Files => ({
  [to]: "export const x = 1\n",
  [from]: lines("/** The arrow starts here. */", `import { x } from "${specifierOf(from, to)}"`, "export const y = x"),
})

function specifierOf(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith(".") ? path : `./${path}`
}
