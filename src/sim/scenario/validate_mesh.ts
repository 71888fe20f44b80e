/**
 * What a schema cannot see in what a file says of the mesh: names that are not there, ids that are taken, services that
 * send their clients round and round.
 */
import type { Issue } from "./decode.ts"
import { entry } from "./networks.ts"
import type { DiscoverySchema } from "./mesh_schema.ts"
import { FIRST_SERVICE, KUBERNETES, STATIC } from "../../domain/discovery/assertion.ts"
import { nodeIssues, type Path, serviceIssues } from "./references.ts"
import type { ScenarioFile } from "./schema.ts"

export function validateMesh(file: ScenarioFile): readonly Issue[] {
  const { discovery = {}, kubernetes, nodes } = file
  return [
    ...serviceNameIssues(file, discovery, ["discovery"]),
    ...Object.entries(discovery.more ?? {}).flatMap(([name, service]) => [
      ...([FIRST_SERVICE, KUBERNETES, STATIC].includes(name)
        ? [{ path: ["discovery", "more", name], message: `"${name}" is the name of another source` }]
        : []),
      ...serviceNameIssues(file, service, ["discovery", "more", name]),
    ]),
    ...circleIssues(discovery),
    ...placeIssues(file, kubernetes?.["out-of-reach"], ["kubernetes", "out-of-reach"]),
    ...Object.entries(nodes).flatMap(([node, { static: known = {} }]) =>
      Object.keys(known).flatMap((name) => nodeIssues(file, name, ["nodes", node, "static", name]))
    ),
    ...idIssues(file),
  ]
}

function serviceNameIssues(
  file: ScenarioFile,
  { redirect, "out-of-reach": places }: { readonly redirect?: string; readonly "out-of-reach"?: readonly string[] },
  path: Path,
): readonly Issue[] {
  return [
    ...serviceIssues(file, redirect, [...path, "redirect"]),
    ...placeIssues(file, places, [...path, "out-of-reach"]),
  ]
}

/** Whoever is sent in a circle never finds a service that keeps him. Each circle is told once, where it is first entered. */
function circleIssues({ redirect, more = {} }: DiscoverySchema): readonly Issue[] {
  const further = Object.entries(more).filter(([name]) => name !== FIRST_SERVICE)
  const redirects = new Map([[FIRST_SERVICE, redirect], ...further.map(([name, one]) => [name, one.redirect] as const)])
  const walked = new Set<string>()
  return [...redirects.keys()].flatMap((start) => {
    const way: string[] = []
    let name: string | undefined = start
    for (; name !== undefined && !walked.has(name); name = redirects.get(name)) {
      walked.add(name)
      way.push(name)
    }
    const entrance = way.find((one) => one === name)
    if (entrance === undefined) return []
    const path = entrance === FIRST_SERVICE ? ["discovery"] : ["discovery", "more", entrance]
    const circle = circleText(way.slice(way.indexOf(entrance)))
    return [{ path: [...path, "redirect"], message: `Clients are sent in a circle: ${circle}` }]
  })
}

function circleText(circle: readonly string[]): string {
  const more = circle.length > MOST_TOLD ? [`${circle.length - MOST_TOLD} more`] : []
  return [...circle.slice(0, MOST_TOLD), ...more, ...circle.slice(0, 1)].join(" -> ")
}

/** Names of a circle in a message. */
const MOST_TOLD = 20

function placeIssues({ nodes, routers }: ScenarioFile, places: readonly string[] = [], path: Path): readonly Issue[] {
  return places.flatMap((name, i) => {
    const isKnown = entry(nodes, name) !== undefined || entry(routers, name) !== undefined
    return isKnown ? [] : [{ path: [...path, i], message: `There is no node or router "${name}"` }]
  })
}

/** Two nodes of one id would be one affiliate. */
function idIssues({ nodes }: ScenarioFile): readonly Issue[] {
  const owners = new Map<string, string>()
  return Object.entries(nodes).flatMap(([name, { id = name }]) => {
    const owner = owners.get(id)
    owners.set(id, name)
    return owner === undefined ? [] : [{ path: ["nodes", name], message: `"${owner}" has the id "${id}" too` }]
  })
}
