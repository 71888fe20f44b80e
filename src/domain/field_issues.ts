/** What a schema finds wrong with a file that a person wrote: where, and in words that do not repeat what was written. */
import * as SchemaIssue from "effect/SchemaIssue"

export interface FieldIssue {
  /** Keys and list positions from the top of the document. */
  readonly path: readonly (string | number)[]
  /** What was expected, or what is wrong. */
  readonly message: string
  /** It is the key at the end of the path that is wrong, and not what stands behind it. */
  readonly isOfKey?: true
}

export const fieldIssues = (issue: SchemaIssue.Issue): readonly FieldIssue[] =>
  format(issue).issues.map(({ path = [], message }) => ({
    path: path.map((step) => keyOf(typeof step === "object" ? step.key : step)),
    message: ofSeveral(message),
    ...(message.startsWith(UNKNOWN) ? { isOfKey: true } : {}),
  }))

const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook })

const UNKNOWN = "There is no such field here"

/** The words of YAML for those of schemas. */
const PLAIN: Readonly<Record<string, string>> = {
  "Expected object": "Expected a mapping",
  "Expected array": "Expected a list",
  "Expected boolean": "Expected true or false",
  "Expected string": "Expected text",
  "Expected number": "Expected a number",
}

function leafHook(issue: SchemaIssue.Leaf): string {
  if (issue._tag === "MissingKey") return "This field is missing"
  if (issue._tag === "UnexpectedKey") return unknownField(issue.ast)
  const message = SchemaIssue.defaultLeafHook(issue)
  return PLAIN[message] ?? message
}

/** What may be of more than one kind: `"none" | object`. Words alone stay as they are. */
function ofSeveral(message: string): string {
  const kinds = message.startsWith(EXPECTED) ? message.slice(EXPECTED.length).split(" | ") : []
  const plain = kinds.map((kind) => PLAIN[EXPECTED + kind]?.slice(EXPECTED.length) ?? kind)
  const isOfWords = kinds.length < 2 || plain.every((kind, i) => kind === kinds[i])
  return isOfWords ? message : `${EXPECTED}${plain.slice(0, -1).join(", ")} or ${plain.at(-1)}`
}

const EXPECTED = "Expected "

function unknownField(ast: SchemaIssue.UnexpectedKey["ast"]): string {
  if (ast._tag !== "Objects" || ast.propertySignatures.length === 0) return UNKNOWN
  return `${UNKNOWN}; there are ${ast.propertySignatures.map(({ name }) => String(name)).join(", ")}`
}

const keyOf = (key: PropertyKey): string | number => (typeof key === "symbol" ? String(key) : key)
