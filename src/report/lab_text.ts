/** What the lab says: each datagram, what the kernel made of it, and what the simulator says to that. */
import { columns } from "./columns.ts"
import type { Style } from "./style.ts"
import { timeText } from "./time_text.ts"

export interface LabRow {
  /** Microseconds. */
  readonly at: number
  readonly datagram: string
  readonly kernel: string
  readonly model: string
}

const isDifferent = ({ kernel, model }: LabRow): boolean => kernel !== model

/** One line for each, two where they differ. */
export function labRows(rows: readonly LabRow[], style: Style): readonly string[] {
  const cells = rows.flatMap((row) => {
    const { at, datagram, kernel, model } = row
    if (!isDifferent(row)) return [[timeText(at / 1000), datagram, "both", kernel]]
    return [[timeText(at / 1000), datagram, "kernel", kernel], ["", "", "model", model]]
  })
  const marks = rows.flatMap((row) => (isDifferent(row) ? [true, true] : [false]))
  return columns(cells, "  ").map((line, i) => (marks[i] === true ? style.bad(line) : line))
}

export function labVerdict(rows: readonly LabRow[], style: Style): string {
  const different = rows.filter(isDifferent).length
  if (different === 0) return style.good(`AGREE  ${rows.length} datagrams, kernel and model`)
  return style.bad(`DIFFER  in ${different} of ${rows.length} datagrams`)
}

/** What has to be said of a run in which something was done so late, in microseconds; undefined if nothing has. */
export function lateText(lateness: number): string | undefined {
  if (lateness <= LATEST) return undefined
  const ms = Math.round(lateness / 1_000)
  return `something was ${ms} ms late; what differs may be due to that; play it again`
}

const LATEST = 20_000
