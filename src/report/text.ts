/** A run for people: what mattered, who talks to whom, what was expected, and how fast it went. */
import type { ExpectationSummary, RunSummary, StorySummary } from "../sim/summary.ts"
import { columns } from "./columns.ts"
import { matrixText } from "./matrix.ts"
import type { Style } from "./style.ts"
import { countText, timeText } from "./time_text.ts"

/** Lines of a story that are shown from its beginning and from its end. */
const STORY_HEAD = 30
const STORY_TAIL = 10

export function runText(run: RunSummary, style: Style): string {
  const parts = [
    [`${style.bold(run.scenario)}  ${style.dim(run.file)}`, ...wrapped(run.description)],
    storyText(run.story, style),
    matrixText(run.pairs, style),
    run.expectations.flatMap((one) => expectationText(one, style)),
    run.violations.map(({ atMs, check, detail }) => style.bad(`  BROKEN ${check} at ${timeText(atMs)}: ${detail}`)),
    [lastLine(run, style)],
  ]
  return parts.filter((part) => part.length > 0).map((part) => part.join("\n")).join("\n\n") + "\n"
}

/** One line for each run, when there are several. */
export function overviewText(runs: readonly RunSummary[], style: Style): string {
  const rows = runs.map((run) => {
    const met = run.expectations.filter(({ verdict }) => verdict === "pass").length
    return [
      run.verdict === "pass" ? style.good("pass") : style.bad("FAIL"),
      run.scenario,
      `${met} of ${run.expectations.length} expectations`,
      `${timeText(run.simulatedMs)} in ${timeText(run.wallMs)}`,
      run.digest.slice(0, 8),
    ]
  })
  const failed = runs.filter(({ verdict }) => verdict === "fail").length
  const total = `${runs.length - failed} passed, ${failed} failed`
  return [...columns(rows), failed === 0 ? style.good(total) : style.bad(total)].join("\n") + "\n"
}

function storyText(story: readonly StorySummary[], style: Style): readonly string[] {
  const fresh = withoutRepetition(story)
  const repeated = story.length - fresh.length
  const hidden = fresh.length - STORY_HEAD - STORY_TAIL
  const isCut = hidden > 1
  const cut = (text: string): readonly string[] => [style.dim(`       ... ${text}; --format json has all of them`)]
  return [
    ...lines(isCut ? fresh.slice(0, STORY_HEAD) : fresh),
    ...(isCut ? cut(`${hidden} more`) : []),
    ...lines(isCut ? fresh.slice(-STORY_TAIL) : []),
    ...(repeated > 0 ? cut(`${repeated} of these again and again`) : []),
  ]
}

/** A node that goes round its candidates says the same for hours; after the second time it is no news. */
function withoutRepetition(story: readonly StorySummary[]): readonly StorySummary[] {
  const told = new Map<string, number>()
  return story.filter(({ node, text }) => {
    const key = `${node} ${text}`
    const times = (told.get(key) ?? 0) + 1
    told.set(key, times)
    return times <= 2
  })
}

const lines = (story: readonly StorySummary[]): readonly string[] =>
  columns(
    story.map(({ atMs, node, text }) => [timeText(atMs).padStart(8), node === "" ? `* ${text}` : `${node} ${text}`]),
  )

function expectationText({ text, verdict, seen, because }: ExpectationSummary, style: Style): readonly string[] {
  const mark = verdict === "pass" ? style.good("  ok  ") : style.bad("  FAIL")
  const reasoning = verdict === "fail" && because !== null ? [style.dim(`         because ${because}`)] : []
  return [`${mark} ${text}`, style.dim(`         ${seen}`), ...reasoning]
}

function lastLine(run: RunSummary, style: Style): string {
  const verdict = run.verdict === "pass" ? style.good("PASS") : style.bad("FAIL")
  const wall = Math.max(run.wallMs, 0.1)
  const speed = `${timeText(run.simulatedMs)} in ${timeText(wall)} (${countText(run.simulatedMs / wall)}:1), ` +
    `${countText(run.hops)} hops (${countText((run.hops * 1000) / wall)}/s)`
  return `${verdict}  ${speed}\n      digest ${run.digest}  seed ${run.seed}  policy ${run.policy}  suite ${run.suite}`
}

const WIDTH = 100

function wrapped(text: string): readonly string[] {
  const result: string[] = []
  let line = ""
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      result.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return line === "" ? result : [...result, line]
}
