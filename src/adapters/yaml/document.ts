/**
 * YAML text as plain data that remembers where everything stood: one document, or a stream of several. Parsing is the
 * `yaml` library's. Problems never repeat values, which may be secrets.
 */
import * as Result from "effect/Result"
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, parseDocument } from "yaml"
import type { Document, Node, Pair, YAMLParseError } from "yaml"

export interface Position {
  /** Both from 1. */
  readonly line: number
  readonly column: number
}

export interface Problem extends Position {
  readonly message: string
}

export interface YamlDocument {
  readonly data: unknown
  /** Where the value at this path stands, or its key; of a path that leads nowhere, its last part that does. */
  readonly positionOf: (path: readonly (string | number)[], what?: "value" | "key") => Position
}

/** Characters of text; more is no file that a person wrote. */
const MAX_LENGTH = 4 * 1024 * 1024
/** Times that aliases may be resolved before the text is taken for an attack. */
const MAX_ALIASES = 100

/** The one document that a text consists of. */
export function readYaml(text: string): Result.Result<YamlDocument, readonly Problem[]> {
  if (text.length > MAX_LENGTH) return Result.fail([TOO_LARGE])
  const lines = new LineCounter()
  return plain(parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines)
}

/** All documents of a text, told apart by `---`; places are lines of the whole text. */
export function readYamlStream(text: string): Result.Result<readonly YamlDocument[], readonly Problem[]> {
  if (text.length > MAX_LENGTH) return Result.fail([TOO_LARGE])
  const lines = new LineCounter()
  const documents = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })]
  const read = documents.map((document) => plain(document, lines))
  const problems = read.filter(Result.isFailure).flatMap(({ failure }) => failure)
  if (problems.length > 0) return Result.fail(problems)
  return Result.succeed(read.filter(Result.isSuccess).map(({ success }) => success))
}

/** Where one document was expected. */
export const SECOND_DOCUMENT = "Expected one document; here begins another"
const TOO_DEEP = "The file is nested too deeply"
const TOO_LARGE: Problem = { line: 1, column: 1, message: `The file is larger than ${MAX_LENGTH} characters` }

function plain(document: Document, lines: LineCounter): Result.Result<YamlDocument, readonly Problem[]> {
  const exhausted = document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION")
  if (exhausted !== undefined) return Result.fail([{ ...at(lines, exhausted.pos[0]), message: TOO_DEEP }])
  if (document.errors.length > 0) {
    return Result.fail(document.errors.map((error) => ({ ...at(lines, error.pos[0]), message: messageOf(error) })))
  }
  try {
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    return Result.succeed({ data, positionOf: (path, what = "value") => at(lines, offsetOf(document, path, what)) })
  } catch (error) {
    const message = withoutSource(error instanceof Error ? error.message : String(error))
    return Result.fail([{ ...at(lines, document.contents?.range?.[0] ?? 0), message }])
  }
}

/** The library puts what it stumbled over behind a colon, and says what is wrong before it; but not of tags and escapes. */
function messageOf({ code, message }: YAMLParseError): string {
  if (code === "TAG_RESOLVE_FAILED") return "There is no such tag"
  if (code === "MULTIPLE_DOCS") return SECOND_DOCUMENT
  if (code === "BAD_DQ_ESCAPE") return "Invalid escape sequence"
  return code === "UNEXPECTED_TOKEN" || code === "BAD_ALIAS" ? withoutSource(message) : message
}

const withoutSource = (message: string): string => message.replace(/: [^]*$/, "")

function at(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function offsetOf(document: Document, path: readonly (string | number)[], what: "value" | "key"): number {
  let node: unknown = document.contents
  let offset = start(node) ?? 0
  for (const step of path) {
    const next = child(document, node, step)
    if (next === undefined) break
    node = isPair(next) ? next.value : next
    const place = isPair(next) && what === "key" ? next.key : next
    offset = (isPair(place) ? pairStart(place) : start(place)) ?? offset
  }
  return offset
}

function child(document: Document, parent: unknown, step: string | number): Pair | Node | undefined {
  const node = isNode(parent) && "source" in parent && "resolve" in parent ? parent.resolve(document) : parent
  if (isMap(node)) return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
  if (!isSeq(node) || typeof step !== "number") return undefined
  const item = node.items[step]
  return isNode(item) || isPair(item) ? item : undefined
}

/** Of a scalar value the value itself, of anything larger its key. */
function pairStart({ key, value }: Pair): number | undefined {
  return isScalar(value) && value.range?.[0] !== value.range?.[1] ? start(value) : start(key)
}

const start = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
