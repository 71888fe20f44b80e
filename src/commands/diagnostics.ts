/** Mistakes in a file, for people: place, path, message, and the line itself with a mark under it. */
import type { Problem } from "../adapters/yaml/document.ts"
import { visible } from "./visible.ts"

export interface Diagnostic extends Problem {
  /** `timeline.3.do`; empty for the file as a whole. */
  readonly path: string
}

/** More than these are not read before the first are mended. */
const MOST = 20

export function diagnosticsText(file: string, text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = text.split("\n")
  const shown = diagnostics.slice(0, MOST).map((one) => describe(file, lines, one))
  const rest = diagnostics.length - shown.length
  return [...shown, ...(rest > 0 ? [`${file}: ... and ${rest} more`] : [])].join("\n")
}

function describe(file: string, lines: readonly string[], { line, column, path, message }: Diagnostic): string {
  const head = visible(`${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`)
  const source = lines[line - 1]
  if (source === undefined || source.trim() === "" || source.length > MOST_COLUMNS) return head
  const gutter = String(line)
  const before = visible(source.slice(0, column - 1)).replace(/[^\t]/g, " ")
  return `${head}\n  ${gutter} | ${visible(source)}\n  ${" ".repeat(gutter.length)} | ${before.padEnd(column - 1)}^`
}

const MOST_COLUMNS = 200
