/**
 * What happens to the text of a file in careless and in hostile hands: bytes, lines and spans are lost, repeated and
 * moved, words and numbers replaced by nasty ones, keys renamed, aliases put in, parts of other files put in between.
 * A mutation is a few numbers, so that a failing one shrinks and can be told again.
 */
import fc from "fast-check"
import { ABSURD_NUMBERS, NASTY } from "./nasty_words.ts"

/** Where, where else, and what: positions in whatever is counted, taken modulo their number. */
interface Place {
  readonly at: number
  readonly to: number
  readonly what: number
}

export interface Mutation extends Place {
  readonly kind: (typeof KINDS)[number]
}

const KINDS = [
  "flip a bit",
  "delete a line",
  "repeat a line",
  "swap lines",
  "delete a span",
  "repeat a span",
  "replace a word",
  "insert a word",
  "replace a number",
  "rename a key",
  "splice",
  "alias",
] as const

/** Most mutants have one mutation or two. */
export const anyMutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), at: fc.nat(), to: fc.nat(), what: fc.nat() }),
  { minLength: 1, maxLength: 4 },
)

/** The text after all of them, one upon the other; parts of `others` may be in it. */
export const mutated = (text: string, mutations: readonly Mutation[], others: readonly string[]): string =>
  mutations.reduce((mutant, mutation) => mutate(mutant, mutation, others), text)

function mutate(text: string, { kind, ...place }: Mutation, others: readonly string[]): string {
  const { at, to, what } = place
  switch (kind) {
    case "flip a bit":
      return flipped(text, place)
    case "delete a line":
      return overLines(text, (lines) => lines.toSpliced(at % lines.length, 1))
    case "repeat a line":
      return overLines(text, (lines) => lines.toSpliced(to % lines.length, 0, pick(lines, at)))
    case "swap lines":
      return overLines(
        text,
        (lines) => lines.with(at % lines.length, pick(lines, to)).with(to % lines.length, pick(lines, at)),
      )
    case "delete a span":
      return cut(text, place, () => "")
    case "repeat a span":
      return cut(text, place, (span) => span + span)
    case "replace a word":
      return replaced(text, WORD, at, () => pick(NASTY, what))
    case "insert a word":
      return replaced(text, WORD, at, (word) => `${pick(NASTY, what)}${to % 2 === 0 ? " " : ""}${word}`)
    case "replace a number":
      return replaced(text, NUMBER, at, () => pick(ABSURD_NUMBERS, what))
    case "rename a key":
      return replaced(text, KEY, at, () => pick([...NASTY, ...(pick(others, to).match(KEY) ?? [])], what))
    case "splice":
      return spliced(text, pick(others, what), place)
    case "alias":
      return replaced(replaced(text, VALUE, at, (value) => ` &x${value}`), VALUE, to, () => " *x")
  }
}

function flipped(text: string, { at, what }: Place): string {
  const bytes = new TextEncoder().encode(text)
  const i = at % Math.max(1, bytes.length)
  bytes[i] = (bytes[i] ?? 0) ^ (1 << what % 8)
  return new TextDecoder().decode(bytes)
}

function overLines(text: string, change: (lines: readonly string[]) => readonly string[]): string {
  return change(text.split("\n")).join("\n")
}

/** A span of up to a hundred characters becomes something else. */
function cut(text: string, { at, what }: Place, become: (span: string) => string): string {
  const start = at % (text.length + 1)
  const end = start + what % 100
  return text.slice(0, start) + become(text.slice(start, end)) + text.slice(end)
}

/** One of all places that look like `pattern` becomes something else. */
function replaced(text: string, pattern: RegExp, at: number, become: (found: string) => string): string {
  const count = text.match(pattern)?.length ?? 0
  let i = 0
  return text.replace(pattern, (found) => (i++ === at % count ? become(found) : found))
}

/** A line of another file, with all that is below it, comes between two lines of this one, indented like the first. */
function spliced(text: string, other: string, { at, to }: Place): string {
  const theirs = other.split("\n")
  const first = at % theirs.length
  const depth = indentOf(pick(theirs, first))
  const length = theirs.slice(first + 1).findIndex((line) => indentOf(line) <= depth)
  const subtree = theirs.slice(first, length < 0 ? undefined : first + 1 + length)
  return overLines(text, (lines) => {
    const indent = " ".repeat(indentOf(pick(lines, to)))
    return lines.toSpliced(to % lines.length + 1, 0, ...subtree.map((line) => indent + line.slice(depth)))
  })
}

const indentOf = (line: string): number => line.search(/\S|$/)

const pick = <Item>(items: readonly Item[], at: number): Item => {
  const item = items[at % items.length]
  if (item === undefined) throw new Error("nothing to pick from")
  return item
}

const WORD = /[^\s,:{}[\]]+/g
const NUMBER = /[0-9]+/g
const KEY = /[a-z-]+(?=:)/g
/** What stands behind a key or a dash, up to the end of its line. */
const VALUE = /(?<=[-:]) [^\s,}\]].*/g
