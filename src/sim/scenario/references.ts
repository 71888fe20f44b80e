/** Whether what a file speaks of exists, and lies within its time. */
import { FIRST_SERVICE } from "../../domain/discovery/assertion.ts"
import type { Issue } from "./decode.ts"
import { entry } from "./networks.ts"
import type { ScenarioFile } from "./schema.ts"
import { readDuration } from "./units.ts"

export type Path = Issue["path"]

export function nodeIssues({ nodes }: ScenarioFile, name: string, path: Path): readonly Issue[] {
  if (entry(nodes, name) !== undefined) return []
  return [{ path, message: `There is no node "${name}"; there is ${someOf(nodes)}` }]
}

export function routerIssues({ routers = {} }: ScenarioFile, name: string, path: Path): readonly Issue[] {
  if (entry(routers, name) !== undefined) return []
  return [{ path, message: `There is no router "${name}"; there is ${someOf(routers) || "none"}` }]
}

export function portIssues(
  file: ScenarioFile,
  { node, interface: name }: { readonly node: string; readonly interface: string },
  path: Path,
): readonly Issue[] {
  const known = entry(file.nodes, node)?.interfaces
  if (known === undefined) return nodeIssues(file, node, [...path, "node"])
  if (entry(known, name) !== undefined) return []
  const message = `"${node}" has no interface "${name}"; it has ${someOf(known)}`
  return [{ path: [...path, "interface"], message }]
}

/** An instant of the story lies within it. */
export function spanIssues({ duration }: ScenarioFile, at: string | undefined, path: Path): readonly Issue[] {
  if (at === undefined || readDuration(at) <= readDuration(duration)) return []
  return [{ path, message: `${at} is after the end of the scenario, at ${duration}` }]
}

/** The first service is always there. */
export function serviceIssues({ discovery }: ScenarioFile, name: string | undefined, path: Path): readonly Issue[] {
  if (name === undefined || name === FIRST_SERVICE || entry(discovery?.more, name) !== undefined) return []
  return [{ path, message: `There is no service "${name}"; there is ${someOf(discovery?.more, FIRST_SERVICE)}` }]
}

/** Names to choose from, in a message: no more of them than anybody reads, and made once for however many messages. */
export function someOf(entries: object = {}, ...before: readonly string[]): string {
  const known = NAMES.get(entries) ?? Object.keys(entries).slice(0, MOST_NAMES)
  NAMES.set(entries, known)
  return [...before, ...known].join(", ")
}

const NAMES = new WeakMap<object, readonly string[]>()
const MOST_NAMES = 20
