/** Rows of text in columns that line up. */
const GAP = "  "

/** Pads every cell but the last of a row to its column's width. */
export function columns(rows: readonly (readonly string[])[], indent = ""): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  }
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
    return (indent + cells.join(GAP)).trimEnd()
  })
}
