/**
 * The lines of a wg-quick file as `wg` and wg-quick see them: a `#` and what follows is no part of a line, sections and
 * keys may be written in any case, and the first `=` ends the key. White space is that of ASCII.
 */
import type { WgProblem } from "./wg_problem.ts"

export type SectionName = "Interface" | "Peer"

export interface WgSection {
  readonly name: SectionName
  readonly line: number
  readonly entries: readonly WgEntry[]
}

export interface WgEntry {
  readonly line: number
  /** Of the key and of the value. */
  readonly keyColumn: number
  readonly column: number
  /** Without white space around. */
  readonly key: string
  readonly value: string
}

export interface WgSections {
  readonly sections: readonly WgSection[]
  readonly problems: readonly WgProblem[]
}

export function wgSections(text: string): WgSections {
  const sections: { name: SectionName; line: number; entries: WgEntry[] }[] = []
  const problems: WgProblem[] = []
  let place: "before" | "lost" | "inside" = "before"
  for (const [i, whole] of text.split("\n").entries()) {
    const line = i + 1
    const bare = whole.replace(COMMENT, "")
    if (bare.trim() === "") continue
    const problem = (message: string): number => problems.push({ line, column: firstColumn(bare), path: "", message })
    if (CONTROL.test(bare)) problem("There is a control character in this line")
    else if (bare.trimStart().startsWith("[")) {
      const name = SECTIONS.get(bare.replace(SPACES, "").toLowerCase())
      place = name === undefined ? "lost" : "inside"
      if (name === undefined) problem("There is no such section; there are [Interface] and [Peer]")
      else sections.push({ name, line, entries: [] })
    } else if (!bare.includes("=")) problem("Expected KEY = VALUE, or a section")
    else if (place === "before") problem("This stands before the first section; begin with [Interface]")
    else if (place === "inside") sections.at(-1)?.entries.push(entryOf(bare, line))
  }
  return { sections, problems }
}

/** All white space: `wg` reads its keys and values as if there were none. */
export const withoutSpaces = (text: string): string => text.replace(SPACES, "")

function entryOf(bare: string, line: number): WgEntry {
  const equals = bare.indexOf("=")
  const value = bare.slice(equals + 1)
  return {
    line,
    keyColumn: firstColumn(bare),
    column: equals + 1 + firstColumn(value),
    key: trimmed(bare.slice(0, equals)),
    value: trimmed(value),
  }
}

const firstColumn = (text: string): number => (/[^ \t\v\f\r]/.exec(text)?.index ?? 0) + 1

const trimmed = (text: string): string => text.replace(/^[ \t\v\f\r]+|[ \t\v\f\r]+$/g, "")

const COMMENT = /#.*$/s
const SPACES = /[ \t\v\f\r]+/g
/** Those that are no white space. */
const CONTROL = /(?![\t\v\f\r])\p{Cc}/u

const SECTIONS: ReadonlyMap<string, SectionName> = new Map([["[interface]", "Interface"], ["[peer]", "Peer"]])
