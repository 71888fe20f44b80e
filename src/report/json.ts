/** Runs as one JSON document: an object for one run, a list for several. Its shape is `RunSummary`'s. */
import * as Schema from "effect/Schema"
import { RunSummary } from "../sim/summary.ts"

const encode = Schema.encodeSync(RunSummary)

export function runsJson(runs: readonly RunSummary[]): string {
  const [first] = runs
  const document = runs.length === 1 && first !== undefined ? encode(first) : runs.map((run) => encode(run))
  return JSON.stringify(document, null, 2) + "\n"
}
