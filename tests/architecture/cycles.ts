/** No file imports itself by way of others, not even for a type. */
import { importsOf, targetOf } from "./imports.ts"
import { programFiles } from "./places.ts"
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

/** The imported paths of a file, each with the line of its import. */
type Graph = ReadonlyMap<string, ReadonlyMap<string, number>>

/** A shortest cycle of each knot: of two cycles that share a file only the shorter is told, the other may go with it. */
export function cycles(project: Project): readonly Violation[] {
  const graph = graphOf(project)
  const found = [...graph.keys()].map((path) => shortestCycle(graph, path)).filter((cycle) => cycle.length > 0)
  const told = new Set<string>()
  return found.sort((a, b) => a.length - b.length).flatMap((cycle) => {
    if (cycle.some((path) => told.has(path))) return []
    cycle.forEach((path) => told.add(path))
    return [violation(graph, cycle)]
  })
}

function graphOf(project: Project): Graph {
  const files = programFiles(project)
  const paths = new Set(files.map(({ path }) => path))
  return new Map(files.map((file) => {
    const targets = new Map<string, number>()
    for (const { specifier, line } of importsOf(file)) {
      const target = targetOf(file.path, specifier)
      if (target !== undefined && paths.has(target) && !targets.has(target)) targets.set(target, line)
    }
    return [file.path, targets]
  }))
}

/** Breadth first from `start` back to itself; empty when there is no way. */
function shortestCycle(graph: Graph, start: string): readonly string[] {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const path of queue) {
    for (const next of graph.get(path)?.keys() ?? []) {
      if (next === start) return wayTo(path, cameFrom)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, path)
      queue.push(next)
    }
  }
  return []
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const before = cameFrom.get(end)
  return before === undefined ? [end] : [...wayTo(before, cameFrom), end]
}

function violation(graph: Graph, cycle: readonly string[]): Violation {
  const [first = "", second = first] = cycle
  return {
    rule: "arrows/cycle",
    path: first,
    line: graph.get(first)?.get(second) ?? 1,
    message: `${[...cycle, first].join(" -> ")}; move what both ends need into a file of its own`,
  }
}
