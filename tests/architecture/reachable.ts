/** Each source file is imported, directly or not, from the command line's entry. */
import { importsOf, targetOf } from "./imports.ts"
import { programFiles } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

const MAIN = "src/main.ts"

export function reachable(project: Project): readonly Violation[] {
  if (!project.files.has(MAIN)) {
    return [{ rule: "orphans/reachable", path: MAIN, message: "is missing; without it nothing is reachable" }]
  }
  const reached = reachedFrom(project, MAIN)
  return programFiles(project).filter(({ path }) => !reached.has(path)).map(({ path }) => ({
    rule: "orphans/reachable",
    path,
    line: 1,
    message: `no chain of imports leads here from ${MAIN}; use the file or delete it`,
  }))
}

function reachedFrom(project: Project, start: string): ReadonlySet<string> {
  const reached = new Set([start])
  for (const path of reached) {
    const file = project.files.get(path)
    for (const { specifier } of file === undefined ? [] : importsOf(file)) {
      const target = targetOf(path, specifier)
      if (target !== undefined) reached.add(target)
    }
  }
  return reached
}
