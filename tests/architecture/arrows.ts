/** House rule 1: arrows point inward. The table is design.md, section 2. */
import { barrels } from "./barrels.ts"
import { cycles } from "./cycles.ts"
import { domainZones } from "./domain_zones.ts"
import { folders } from "./folders.ts"
import { packages } from "./packages.ts"
import type { Project } from "./project.ts"
import { simParts } from "./sim_parts.ts"
import { specifiers } from "./specifiers.ts"
import type { Violation } from "./violation.ts"

export const arrows = (project: Project): readonly Violation[] => [
  ...specifiers(project),
  ...folders(project),
  ...domainZones(project),
  ...simParts(project),
  ...packages(project),
  ...cycles(project),
  ...barrels(project),
]
