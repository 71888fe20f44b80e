/** What a schema cannot see in datagrams past the mesh: who sends them, and when the last one is sent. */
import type { Issue } from "./decode.ts"
import { nodeIssues, spanIssues } from "./references.ts"
import type { ScenarioFile } from "./schema.ts"
import type { DatagramSchema } from "./story_schema.ts"
import { readDuration } from "./units.ts"

/** In one scenario, all together. */
const MOST = 100_000

export function validateDatagrams(file: ScenarioFile): readonly Issue[] {
  const { datagrams = [] } = file
  const count = datagrams.reduce((sum, { times = 1 }) => sum + times, 0)
  const tooMany = `About ${count} datagrams in all; expected at most ${MOST}`
  return [
    ...(count > MOST ? [{ path: ["datagrams"], message: tooMany }] : []),
    ...datagrams.flatMap((one, i) => datagramIssues(file, one, ["datagrams", i])),
  ]
}

function datagramIssues(file: ScenarioFile, datagram: DatagramSchema, path: Issue["path"]): readonly Issue[] {
  const { at, from, every, times = 1 } = datagram
  const issues = [...nodeIssues(file, from, [...path, "from"]), ...spanIssues(file, at, [...path, "at"])]
  if (times > 1 && every === undefined) {
    issues.push({ path: [...path, "times"], message: `Expected "every" beside it, the time from one to the next` })
  }
  const last = readDuration(at) + (times - 1) * readDuration(every ?? "")
  if (issues.length === 0 && last > readDuration(file.duration)) {
    issues.push({ path: [...path, "times"], message: `The last of them is sent after the end, at ${file.duration}` })
  }
  return issues
}
