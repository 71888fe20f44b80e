/** What a schema cannot see in the axes of a NAT: knobs that do nothing where others stand, or leave no port. */
import type { Issue } from "./decode.ts"
import type { NatSchema, RouterSchema } from "./network_schema.ts"
import { natProfile } from "./profiles.ts"

/** Which `ports` a knob belongs to. */
const BELONGS_TO: readonly (readonly [keyof NatSchema, string])[] = [
  ["step", "sequential"],
  ["block-size", "block"],
  ["blocks", "block"],
]

export function natIssues(router: RouterSchema, path: Issue["path"]): readonly Issue[] {
  const profile = natProfile(router)
  const { nat } = router
  if (profile === undefined || typeof nat !== "object") return []
  const { ports, portRange: [first, last] = [1024, 65535], blocks, overlapping, mapping } = profile
  const issues: Issue[] = BELONGS_TO.filter(([knob, policy]) => nat[knob] !== undefined && ports !== policy)
    .map(([knob, policy]) => ({ path: [...path, knob], message: `This is for "ports: ${policy}", not ${ports}` }))
  const count = last - first + 1
  if (ports === "block" && blocks.size > count) {
    issues.push({ path: [...path, "block-size"], message: `No block of ${blocks.size} fits into ${count} ports` })
  }
  if (overlapping && mapping !== "address-and-port-dependent") {
    const message =
      `Ports overlap only if each mapping is for one remote end: address-and-port-dependent, not ${mapping}`
    issues.push({ path: [...path, "port-overlapping"], message })
  }
  return issues
}
