/** Timing of small things: rounds until each has run long enough, and the median of them. */
const ROUNDS = 5
const ROUND_MS = 120

/** Nanoseconds for one call. The result is added up and shown to nobody, so that no call can be left out. */
export function nanosecondsOf(call: (i: number) => unknown): number {
  let count = 1
  while (run(call, count) < ROUND_MS / 4) count *= 2
  const rounds = Array.from({ length: ROUNDS }, () => (run(call, count * 4) * 1e6) / (count * 4))
  return median(rounds)
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

let sink: unknown

function run(call: (i: number) => unknown, count: number): number {
  const before = performance.now()
  for (let i = 0; i < count; i++) sink = call(i)
  const after = performance.now()
  if (sink === run) throw new Error("unreachable, and keeps the sink alive")
  return after - before
}

export interface Row {
  readonly what: string
  readonly perSecond: number
  /** The row that this one is compared with; itself for a baseline. */
  readonly baseline: number
}

/** A table with a ratio to the baseline in every row. */
export function table(title: string, unit: string, rows: readonly Row[]): string {
  const cells = rows.map(({ what, perSecond, baseline }) => [what, short(perSecond), ratio(perSecond / baseline)])
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  const lines = cells.map((row) =>
    "  " + row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ")
  )
  return `${title} (${unit}, ratio to the first row)\n${lines.join("\n")}\n`
}

function short(n: number): string {
  if (n >= 1e6) return `${(n / 1e6).toFixed(2)} M`
  if (n >= 1e3) return `${(n / 1e3).toFixed(1)} k`
  return n.toFixed(1)
}

const ratio = (n: number): string => (n >= 0.01 ? `${n.toFixed(2)}x` : `${n.toPrecision(2)}x`)
