/** House rule 5: nothing orphaned. Whatever is in the repository is used, tested and told of. */
import { dependencies } from "./dependencies.ts"
import { events } from "./events.ts"
import { foreignTexts } from "./foreign_texts.ts"
import type { Project } from "./project.ts"
import { reachable } from "./reachable.ts"
import { scenarios } from "./scenarios.ts"
import { siblings } from "./siblings.ts"
import type { Violation } from "./violation.ts"

export const orphans = (project: Project): readonly Violation[] => [
  ...missingReadme(project),
  ...reachable(project),
  ...siblings(project),
  ...events(project),
  ...scenarios(project),
  ...dependencies(project),
  ...foreignTexts(project),
]

/** Told once, here: the rules that look into the README are silent when there is none. */
function missingReadme(project: Project): readonly Violation[] {
  if (project.texts.has("README.md")) return []
  return [{ rule: "orphans/readme", path: "README.md", message: "is missing; write it, with each event and scenario" }]
}
