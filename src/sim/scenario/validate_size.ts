/**
 * Bounds on what one file may ask for where a schema cannot see it, because finding every mistake in more would take
 * longer than anybody waits. They come first: a file beyond them is looked into no further.
 */
import type { Issue } from "./decode.ts"
import { entry, INTERNET } from "./networks.ts"
import type { ScenarioFile } from "./schema.ts"
import { listOf } from "./text.ts"

type Routers = NonNullable<ScenarioFile["routers"]>

/** Routers between a network and the internet: half of what a packet outlives. */
const MAX_DEPTH = 32
/** Of one network; each is held against each, and against every address there. */
const MAX_PREFIXES = 16
/** Of all routers and interfaces together, and of all that the timeline gives them. */
const MAX_ADDRESSES = 20_000

export function sizeIssues(file: ScenarioFile): readonly Issue[] {
  const { routers = {} } = file
  const addresses = addressCount(file)
  const tooMany = `About ${addresses} addresses in all; expected at most ${MAX_ADDRESSES}`
  return [
    ...Object.keys(routers).flatMap((name) => routerIssues(routers, name)),
    ...(addresses > MAX_ADDRESSES ? [{ path: ["nodes"], message: tooMany }] : []),
  ]
}

function routerIssues(routers: Routers, name: string): readonly Issue[] {
  const path = ["routers", name]
  const prefixes = listOf(entry(routers, name)?.inside ?? []).length
  const tooMany = `Expected at most ${MAX_PREFIXES} prefixes in one network, not ${prefixes}`
  const tooDeep = `"${name}" is behind more than ${MAX_DEPTH} routers, or behind itself`
  return [
    ...(isTooDeep(routers, name) ? [{ path: [...path, "behind"], message: tooDeep }] : []),
    ...(prefixes > MAX_PREFIXES ? [{ path: [...path, "inside"], message: tooMany }] : []),
  ]
}

/** A small circle is not; whoever follows it soon sees that it is one. */
function isTooDeep(routers: Routers, name: string): boolean {
  const passed = new Set([name])
  for (let next = entry(routers, name)?.behind; next !== undefined && next !== INTERNET && !passed.has(next);) {
    if (passed.add(next).size > MAX_DEPTH + 1) return true
    next = entry(routers, next)?.behind
  }
  return false
}

function addressCount({ routers = {}, nodes, timeline = [] }: ScenarioFile): number {
  const lists = [
    ...Object.values(routers).map(({ outside }) => outside),
    ...Object.values(nodes).flatMap(({ interfaces }) => Object.values(interfaces).map(({ address }) => address)),
    ...timeline.flatMap((action) => {
      if (action.do === "move") return [action.to.address]
      return action.do === "address" ? [action.address] : []
    }),
  ]
  return lists.reduce((sum, list) => sum + listOf(list).length, 0)
}
