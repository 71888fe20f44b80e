/**
 * YAML text as plain data that remembers where everything stood: one document, or a stream of several. Problems never
 * repeat values, which may be secrets.
 */
import * as Result from "effect/Result"
import { type Document, isNode, isPair, isScalar, type LineCounter, type Pair, type YAMLParseError } from "yaml"
import { present } from "../../domain/assert.ts"
import { type Excess, parseYaml } from "./parse.ts"
import { PlainData } from "./plain_data.ts"

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

/** The one document that a text consists of. */
export function readYaml(text: string): Result.Result<YamlDocument, readonly Problem[]> {
  const parsed = parseYaml(text, { isOne: true })
  if (Result.isFailure(parsed)) return Result.fail([excess(parsed.failure)])
  const { documents: [first, second], lines } = parsed.success
  const read = plain(present(first, "one document was asked for"), lines)
  if (second === undefined) return read
  const problems = Result.isFailure(read) ? read.failure : []
  return Result.fail([...problems, { ...at(lines, second.range[0]), message: SECOND_DOCUMENT }])
}

/** All documents of a text, told apart by `---`; places are lines of the whole text. */
export function readYamlStream(text: string): Result.Result<readonly YamlDocument[], readonly Problem[]> {
  const parsed = parseYaml(text, { isOne: false })
  if (Result.isFailure(parsed)) return Result.fail([excess(parsed.failure)])
  const { documents, lines } = parsed.success
  const read = documents.map((document) => plain(document, lines))
  const problems = read.filter(Result.isFailure).flatMap(({ failure }) => failure)
  if (problems.length > 0) return Result.fail(problems)
  return Result.succeed(read.filter(Result.isSuccess).map(({ success }) => success))
}

/** Where one document was expected. */
export const SECOND_DOCUMENT = "Expected one document; here begins another"

const excess = ({ offset, message, lines }: Excess): Problem => ({ ...at(lines, offset), message })

function plain(document: Document.Parsed, lines: LineCounter): Result.Result<YamlDocument, readonly Problem[]> {
  const errors = [...document.errors, ...document.warnings.filter(({ code }) => code === "TAG_RESOLVE_FAILED")]
  if (errors.length > 0) {
    return Result.fail(errors.map((error) => ({ ...at(lines, error.pos[0]), message: messageOf(error) })))
  }
  const plain = new PlainData(document)
  if (plain.flaws.length > 0) {
    return Result.fail(plain.flaws.map(({ offset, message }) => ({ ...at(lines, offset), message })))
  }
  return Result.succeed({
    data: plain.data,
    positionOf: (path, what = "value") => at(lines, offsetOf({ document, plain }, path, what)),
  })
}

/** The library puts what it stumbled over behind a colon, and says what is wrong before it; but not of tags and escapes. */
function messageOf({ code, message }: Pick<YAMLParseError, "code" | "message">): string {
  if (code === "TAG_RESOLVE_FAILED") return "There is no such tag"
  if (code === "NON_STRING_KEY") return "Expected plain text as a key"
  if (code === "BAD_DQ_ESCAPE") return "Invalid escape sequence"
  return code === "UNEXPECTED_TOKEN" || code === "BAD_ALIAS" ? withoutSource(message) : message
}

const withoutSource = (message: string): string => message.replace(/: [^]*$/, "")

function at(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function offsetOf(
  { document, plain }: { readonly document: Document; readonly plain: PlainData },
  path: readonly (string | number)[],
  what: "value" | "key",
): number {
  let node: unknown = document.contents
  let offset = start(node) ?? 0
  for (const step of path) {
    const next = plain.child(node, step)
    if (next === undefined) break
    node = isPair(next) ? next.value : next
    const place = isPair(next) && what === "key" ? next.key : next
    offset = (isPair(place) ? pairStart(place) : start(place)) ?? offset
  }
  return offset
}

/** Of a scalar value the value itself, of anything larger its key. */
function pairStart({ key, value }: Pair): number | undefined {
  return isScalar(value) && value.range?.[0] !== value.range?.[1] ? start(value) : start(key)
}

const start = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
