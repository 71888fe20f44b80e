/**
 * YAML text to the library's documents, within bounds. What costs time and memory is words and signs, far more than
 * characters, and depth costs stack; so both are counted while the text is read, before anything is made of it. Words
 * mean what YAML 1.2 says, whatever a directive says, and keys are text.
 */
import * as Result from "effect/Result"
import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from "yaml"

export interface ParsedText {
  readonly documents: readonly Document.Parsed[]
  readonly lines: LineCounter
}

/** Where a text goes beyond what anybody writes, and how. */
export interface Excess {
  readonly offset: number
  readonly message: string
  readonly lines: LineCounter
}

/** Characters of text; more is no file that a person wrote. */
const MAX_LENGTH = 4 * 1024 * 1024
/** Words, signs, spaces between them and ends of lines. Five thousand nodes of a line each have 200,000. */
const MAX_LEXEMES = 250_000
/** Text over many lines is one word however many they are. */
const MAX_LINES = 100_000
/** Collections in each other. */
const MAX_DEPTH = 100
/** In one stream. */
const MAX_DOCUMENTS = 100

/** All documents of a text; with `isOne`, one even of a text that has none. */
export function parseYaml(text: string, { isOne }: { readonly isOne: boolean }): Result.Result<ParsedText, Excess> {
  const lines = linesOf(text)
  const excess = (offset: number, message: string) => Result.fail({ offset, message, lines })
  if (text.length > MAX_LENGTH) return excess(0, `The file is larger than ${MAX_LENGTH} characters`)
  const last = lines.lineStarts[MAX_LINES]
  if (last !== undefined) return excess(last, `The file has more than ${MAX_LINES} lines`)
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let count = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > MAX_LEXEMES) return excess(parser.offset, `The file has more than ${MAX_LEXEMES} words and signs`)
    for (const token of parser.next(lexeme)) tokens.push(token)
    if (parser.stack.length > MAX_DEPTH) return excess(parser.offset, "The file is nested too deeply")
  }
  for (const token of parser.end()) tokens.push(token)
  const tooMany = tokens.filter(({ type }) => type === "document")[MAX_DOCUMENTS]
  if (tooMany !== undefined) return excess(tooMany.offset, `The file has more than ${MAX_DOCUMENTS} documents`)
  return Result.succeed({ documents: [...new Composer(OPTIONS).compose(tokens, isOne, text.length)], lines })
}

/** The library's own way to count them goes astray where a quotation over several lines is not one. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter()
  for (let start = 0; lines.addNewLine(start) <= MAX_LINES;) {
    start = text.indexOf("\n", start) + 1
    if (start === 0) break
  }
  return lines
}

/** Whether a key is said twice the library finds out in a time that grows with the square; `plain_data.ts` does not. */
const OPTIONS = { schema: "core", merge: false, resolveKnownTags: false, stringKeys: true, uniqueKeys: false } as const
