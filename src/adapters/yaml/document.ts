/** YAML text as plain data that remembers where everything stood. Parsing is the `yaml` library's. */
import * as Result from "effect/Result"
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from "yaml"
import type { Document, Node, Pair } from "yaml"

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

/** Bytes of text; more is no scenario that a person wrote. */
const MAX_LENGTH = 4 * 1024 * 1024
/** Times that aliases may be resolved before the text is taken for an attack. */
const MAX_ALIASES = 100

export function readYaml(text: string): Result.Result<YamlDocument, readonly Problem[]> {
  if (text.length > MAX_LENGTH) {
    return Result.fail([{ line: 1, column: 1, message: `The file is larger than ${MAX_LENGTH} characters` }])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    return Result.fail(document.errors.map(({ pos, message }) => ({ ...at(lines, pos[0]), message })))
  }
  try {
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    return Result.succeed({ data, positionOf: (path, what = "value") => at(lines, offsetOf(document, path, what)) })
  } catch (error) {
    return Result.fail([{ line: 1, column: 1, message: error instanceof Error ? error.message : String(error) }])
  }
}

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
