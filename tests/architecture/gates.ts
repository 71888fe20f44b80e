/**
 * House rule 4: one gate, closed vocabularies. What comes from outside is decoded in the boundary files and nowhere
 * else; inside, the types are exact and nobody talks them out of it.
 */
import { boundary } from "./boundary.ts"
import { directives } from "./directives.ts"
import { erasable } from "./erasable.ts"
import { outcomes } from "./outcomes.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

export const gates = (project: Project): readonly Violation[] => [
  ...boundary(project),
  ...directives(project),
  ...erasable(project),
  ...outcomes(project),
]
