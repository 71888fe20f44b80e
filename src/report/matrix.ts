/** The pairs of a run: for a few nodes a matrix with path and time to first handshake, for many a count, and why not. */
import type { PairSummary } from "../sim/summary.ts"
import { columns } from "./columns.ts"
import type { Style } from "./style.ts"
import { timeText } from "./time_text.ts"

/** Beyond this a matrix is no longer read. */
const LARGEST_MATRIX = 10
const MOST_REASONS = 20

export function matrixText(pairs: readonly PairSummary[], style: Style): readonly string[] {
  const names = [...new Set(pairs.map(({ from }) => from))]
  if (names.length === 0) return []
  const table = names.length <= LARGEST_MATRIX ? matrix(names, pairs) : counts(pairs)
  return [...table, ...reasons(pairs, style)]
}

function matrix(names: readonly string[], pairs: readonly PairSummary[]): readonly string[] {
  const cells = new Map(pairs.map((pair) => [`${pair.from} ${pair.to}`, cell(pair)]))
  const head = ["from \\ to", ...names]
  const rows = names.map((from) => [from, ...names.map((to) => cells.get(`${from} ${to}`) ?? "-")])
  return columns([head, ...rows], "  ")
}

/** `direct 42ms`: path, and how long the first handshake took. */
const cell = ({ path, firstUpMs }: PairSummary): string => firstUpMs === null ? path : `${path} ${timeText(firstUpMs)}`

function counts(pairs: readonly PairSummary[]): readonly string[] {
  const byPath = new Map<string, number>()
  for (const { path } of pairs) byPath.set(path, (byPath.get(path) ?? 0) + 1)
  const times = pairs.map(({ firstUpMs }) => firstUpMs).filter((ms) => ms !== null).sort((a, b) => a - b)
  const rows = [...byPath].map(([path, count]) => [path, `${count} of ${pairs.length} pairs`])
  const middle = times[Math.floor(times.length / 2)]
  const last = times.at(-1)
  if (middle === undefined || last === undefined) return columns(rows, "  ")
  return columns([...rows, ["first handshake", `median ${timeText(middle)}, last ${timeText(last)}`]], "  ")
}

function reasons(pairs: readonly PairSummary[], style: Style): readonly string[] {
  const without = pairs.filter(({ reason }) => reason !== null)
  const shown = without.slice(0, MOST_REASONS).map(({ from, to, state, reason }) =>
    `  ${style.bad(`${from} -> ${to}`)} ${state}: ${reason}`
  )
  const rest = without.length - shown.length
  return rest > 0 ? [...shown, style.dim(`  ... and ${rest} more pairs without a path`)] : shown
}
