/** Whether what an expectation speaks of exists, and lies within the story. */
import type { Issue } from "./decode.ts"
import { nodeIssues, type Path, spanIssues } from "./references.ts"
import type { ScenarioFile } from "./schema.ts"
import type { ExpectationSchema } from "./story_schema.ts"
import { readDuration } from "./units.ts"

export function expectationIssues(file: ScenarioFile, expectation: ExpectationSchema, path: Path): readonly Issue[] {
  const issues = referenceIssues(file, expectation, path)
  return issues.length > 0 ? issues : pointlessness(file, expectation, path)
}

function referenceIssues(file: ScenarioFile, expectation: ExpectationSchema, path: Path): readonly Issue[] {
  switch (expectation.that) {
    case "pair-up":
    case "pair-down": {
      const [a, b] = expectation.pair
      const same = a === b ? [{ path: [...path, "pair"], message: "A pair is two different nodes" }] : []
      const until = expectation.that === "pair-down" ? spanIssues(file, expectation.until, [...path, "until"]) : []
      return [
        ...nodeIssues(file, a, [...path, "pair", 0]),
        ...nodeIssues(file, b, [...path, "pair", 1]),
        ...same,
        ...spanIssues(file, expectation.from, [...path, "from"]),
        ...until,
      ]
    }
    case "endpoint":
    case "state":
    case "candidates":
    case "allowed":
      return [
        ...nodeIssues(file, expectation.node, [...path, "node"]),
        ...nodeIssues(file, expectation.peer, [...path, "peer"]),
        ...spanIssues(file, expectation.at, [...path, "at"]),
      ]
    case "pings":
      return [
        ...nodeIssues(file, expectation.from, [...path, "from"]),
        ...nodeIssues(file, expectation.to, [...path, "to"]),
        ...spanIssues(file, expectation.start, [...path, "start"]),
        ...spanIssues(file, expectation.stop, [...path, "stop"]),
      ]
    case "converged":
      return spanIssues(file, expectation.by, [...path, "by"])
    case "no-plaintext":
      return []
  }
}

/** What could not fail, or could not be met, whatever happens. */
function pointlessness({ nodes }: ScenarioFile, expectation: ExpectationSchema, path: Path): readonly Issue[] {
  switch (expectation.that) {
    case "pair-down": {
      const { from, until, reason } = expectation
      const isWordless = reason !== undefined && reason.trim() === ""
      return [
        ...emptiness({ from, until }, [...path, "until"]),
        ...(isWordless ? [{ path: [...path, "reason"], message: "Expected some words" }] : []),
      ]
    }
    case "endpoint":
    case "state":
      return selfIssues(expectation, [...path, "peer"])
    case "candidates":
    case "allowed": {
      const { has = [], lacks = [] } = expectation
      const first = expectation.that === "candidates" ? expectation.first : undefined
      const wish = expectation.that === "candidates" ? "Expected has, lacks or first" : "Expected has, lacks or both"
      const saysNothing = has.length + lacks.length === 0 && first === undefined
      return [...selfIssues(expectation, [...path, "peer"]), ...(saysNothing ? [{ path, message: wish }] : [])]
    }
    case "pings": {
      const { from, to, start, stop, lost, "in-clear": inClear } = expectation
      return [
        ...selfIssues({ node: from, peer: to }, [...path, "to"]),
        ...emptiness({ from: start, until: stop }, [...path, "stop"]),
        ...countIssues(lost, [...path, "lost"]),
        ...countIssues(inClear, [...path, "in-clear"]),
        ...(lost === undefined && inClear === undefined ? [{ path, message: "Expected lost, in-clear or both" }] : []),
      ]
    }
    case "converged":
      return Object.keys(nodes).length > 1 ? [] : [{ path, message: "One node alone has nobody to meet" }]
    case "pair-up":
    case "no-plaintext":
      return []
  }
}

const selfIssues = ({ node, peer }: { readonly node: string; readonly peer: string }, path: Path): readonly Issue[] =>
  node === peer ? [{ path, message: "A node has no peer of its own name" }] : []

/** A span of time has something in it. */
function emptiness(
  { from, until }: { readonly from: string | undefined; readonly until: string | undefined },
  path: Path,
): readonly Issue[] {
  if (until === undefined || readDuration(until) > readDuration(from ?? "0s")) return []
  return [{ path, message: `${until} is not after the beginning, at ${from ?? "0s"}` }]
}

function countIssues(
  count: { readonly "at-least"?: number; readonly "at-most"?: number } | undefined,
  path: Path,
): readonly Issue[] {
  if (count === undefined) return []
  const { "at-least": least, "at-most": most } = count
  if (least === undefined && most === undefined) return [{ path, message: "Expected at-least, at-most or both" }]
  if (least === undefined || most === undefined || least <= most) return []
  return [{ path, message: `At least ${least} is more than at most ${most}` }]
}
