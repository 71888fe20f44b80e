/** What a schema cannot see in the moving parts of a file: whether what they speak of exists, and when. */
import type { Issue } from "./decode.ts"
import { nodeIssues, type Path, spanIssues } from "./references.ts"
import type { ScenarioFile } from "./schema.ts"
import type { PingSchema } from "./story_schema.ts"
import { readDuration } from "./units.ts"
import { actionIssues, clockIssues, readdressIssues } from "./validate_action.ts"
import { expectationIssues } from "./validate_expectation.ts"

/** Echo requests in one run: each is remembered, so that expectations can ask for it. */
const MAX_PINGS = 5_000_000

export function validateStory(file: ScenarioFile): readonly Issue[] {
  return [
    ...(file.traffic ?? []).flatMap((ping, i) => pingIssues(file, ping, ["traffic", i])),
    ...tooManyPings(file),
    ...(file.timeline ?? []).flatMap((action, i) => actionIssues(file, action, ["timeline", i])),
    ...readdressIssues(file),
    ...clockIssues(file),
    ...file.expect.flatMap((expectation, i) => expectationIssues(file, expectation, ["expect", i])),
  ]
}

function pingIssues(file: ScenarioFile, { from, to, every, start, stop }: PingSchema, path: Path): readonly Issue[] {
  const issues = [
    ...(from === "all" ? [] : nodeIssues(file, from, [...path, "from"])),
    ...(to === "all" ? [] : nodeIssues(file, to, [...path, "to"])),
    ...spanIssues(file, start, [...path, "start"]),
    ...spanIssues(file, stop, [...path, "stop"]),
  ]
  if (from !== "all" && from === to) issues.push({ path: [...path, "to"], message: `"${to}" does not ping itself` })
  if (start !== undefined && stop !== undefined && readDuration(stop) < readDuration(start)) {
    issues.push({ path: [...path, "stop"], message: `${stop} is before the start, at ${start}` })
  }
  if (readDuration(every) === 0) issues.push({ path: [...path, "every"], message: "Expected more than zero" })
  return issues
}

function tooManyPings(file: ScenarioFile): readonly Issue[] {
  const count = Object.keys(file.nodes).length
  const traffic = file.traffic ?? [{ from: "all", to: "all", every: "1s" }]
  let pings = 0
  for (const { from, to, every } of traffic) {
    const pairs = (from === "all" ? count : 1) * (to === "all" ? count : 1)
    pings += pairs * Math.ceil(readDuration(file.duration) / Math.max(1, readDuration(every)))
  }
  if (pings <= MAX_PINGS) return []
  const path = file.traffic === undefined ? ["nodes"] : ["traffic"]
  return [{
    path,
    message: `About ${pings} pings in all; expected at most ${MAX_PINGS}. Ping less often, or fewer pairs`,
  }]
}
