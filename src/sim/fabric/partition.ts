/**
 * A fault that keeps groups of hosts and routers apart. What counts on a segment is where an attachment leads: to members
 * of one group, or of several or none, and then the fault leaves it alone.
 */
import type { Attachment } from "./attachment.ts"
import type { Rule } from "./fabric.ts"
import { routersAbove } from "./reach.ts"

/** `groups` holds the attachments of each group's hosts; routers above a host lead to it. */
export function partitionRule(groups: readonly (readonly Attachment[])[]): Rule {
  const groupOf = new Map<Attachment, number>()
  for (const [group, members] of groups.entries()) {
    for (const member of members) {
      mark(groupOf, member, group)
      for (const { outer } of routersAbove(member)) if (outer !== undefined) mark(groupOf, outer, group)
    }
  }
  return (from, to) => {
    const [here, there] = [sideOf(groupOf, from), sideOf(groupOf, to)]
    return here === undefined || there === undefined || here === there ? "pass" : "drop"
  }
}

/** Leads to more than one group. */
const MIXED = -1

function mark(groupOf: Map<Attachment, number>, attachment: Attachment, group: number): void {
  const known = groupOf.get(attachment)
  groupOf.set(attachment, known === undefined || known === group ? group : MIXED)
}

function sideOf(groupOf: ReadonlyMap<Attachment, number>, attachment: Attachment): number | undefined {
  const group = groupOf.get(attachment)
  return group === MIXED ? undefined : group
}
