/** Everything about a well-formed file that can be wrong all the same. An empty list means that it can be run. */
import { addressConflicts } from "./address_plan.ts"
import type { Issue } from "./decode.ts"
import type { ScenarioFile } from "./schema.ts"
import { validateDatagrams } from "./validate_datagram.ts"
import { validateMesh } from "./validate_mesh.ts"
import { validateNetwork } from "./validate_network.ts"
import { sizeIssues } from "./validate_size.ts"
import { validateStory } from "./validate_story.ts"

export function validateScenario(file: ScenarioFile): readonly Issue[] {
  const excessive = sizeIssues(file)
  if (excessive.length > 0) return excessive
  const standing = validateNetwork(file)
  const moving = validateStory(file)
  const issues = [...standing, ...validateMesh(file), ...moving, ...validateDatagrams(file), ...pointlessness(file)]
  return issues.length > 0 ? issues : addressConflicts(file)
}

/** What expects nothing shows nothing. */
const pointlessness = ({ expect }: ScenarioFile): readonly Issue[] =>
  expect.length > 0 ? [] : [{ path: ["expect"], message: "Expected at least one expectation" }]
