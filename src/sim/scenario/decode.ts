/** The gate through which scenario files come in: plain data to a typed file, or what is wrong with it and where. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { ScenarioFile } from "./schema.ts"
import { ActionSchema, ExpectationSchema } from "./story_schema.ts"

export interface Issue {
  /** Keys and list positions from the top of the file. */
  readonly path: readonly (string | number)[]
  /** What was expected, or what is wrong. */
  readonly message: string
  /** It is the key at the end of the path that is wrong, and not what stands behind it. */
  readonly isOfKey?: true
}

const decode = SchemaParser.decodeUnknownResult(ScenarioFile, { errors: "all", onExcessProperty: "error" })
const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook })

export function decodeScenario(data: unknown): Result.Result<ScenarioFile, readonly Issue[]> {
  const decoded = decode(data)
  if (Result.isSuccess(decoded)) return Result.succeed(decoded.success)
  const issues = format(decoded.failure).issues.map(({ path = [], message }): Issue => ({
    path: path.map((step) => keyOf(typeof step === "object" ? step.key : step)),
    message,
    ...(message.startsWith(UNKNOWN) ? { isOfKey: true } : {}),
  }))
  return Result.fail(issues.flatMap((issue) => explainUnion(data, issue)))
}

const UNKNOWN = "There is no such field here"

function leafHook(issue: SchemaIssue.Leaf): string {
  if (issue._tag === "MissingKey") return "This field is missing"
  if (issue._tag !== "UnexpectedKey") return SchemaIssue.defaultLeafHook(issue)
  const { ast } = issue
  if (ast._tag !== "Objects" || ast.propertySignatures.length === 0) return UNKNOWN
  return `${UNKNOWN}; there are ${ast.propertySignatures.map(({ name }) => String(name)).join(", ")}`
}

const keyOf = (key: PropertyKey): string | number => (typeof key === "symbol" ? String(key) : key)

/** The lists whose items are told apart by one key. */
const DISCRIMINATED = {
  timeline: { key: "do", schema: ActionSchema },
  expect: { key: "that", schema: ExpectationSchema },
} as const

/** "Expected one of thirteen shapes" helps nobody; say which word decides, or what is wrong with the shape it names. */
function explainUnion(data: unknown, issue: Issue): readonly Issue[] {
  const [list, position] = issue.path
  if ((list !== "timeline" && list !== "expect") || typeof position !== "number" || issue.path.length > 2) {
    return [issue]
  }
  const { key, schema } = DISCRIMINATED[list]
  const item = field(field(data, list), position)
  if (typeof item !== "object" || item === null) {
    return [{ ...issue, message: `Expected a mapping with the key "${key}"` }]
  }
  const words = schema.members.map((member) => tagOf(member, key))
  const word = field(item, key)
  if (typeof word !== "string" || !words.includes(word)) {
    const path = word === undefined ? issue.path : [...issue.path, key]
    return [{ path, message: `Expected "${key}" to be one of ${words.join(", ")}` }]
  }
  return [issue]
}

function tagOf(member: { readonly fields: Schema.Struct.Fields }, key: string): string {
  const schema = member.fields[key]
  return schema !== undefined && "literal" in schema ? String(schema.literal) : ""
}

function field(data: unknown, key: string | number): unknown {
  return typeof data === "object" && data !== null ? (data as Record<string | number, unknown>)[key] : undefined
}
