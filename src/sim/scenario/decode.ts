/** The gate through which scenario files come in: plain data to a typed file, or what is wrong with it and where. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import { type FieldIssue, fieldIssues } from "../../domain/field_issues.ts"
import { PORT_RULE } from "./network_schema.ts"
import { ScenarioFile } from "./schema.ts"
import { NAME_RULE } from "./text.ts"
import { ActionSchema, ExpectationSchema } from "./story_schema.ts"

export type Issue = FieldIssue

const decode = SchemaParser.decodeUnknownResult(ScenarioFile, { errors: "all", onExcessProperty: "error" })

export function decodeScenario(data: unknown): Result.Result<ScenarioFile, readonly Issue[]> {
  const decoded = decode(data)
  if (Result.isSuccess(decoded)) return Result.succeed(decoded.success)
  const issues = fieldIssues(decoded.failure).flatMap((issue) => explainUnion(data, issue))
  return Result.fail(once(issues.map(explainName).map(explainCount)))
}

/** In a table by name, a key that is not expected is no name; in one by port, no port. */
function explainName(issue: Issue): Issue {
  if (issue.isOfKey !== true || issue.message !== "There is no such field here") return issue
  return { ...issue, message: issue.path.at(-2) === "port-forwards" ? PORT_RULE : NAME_RULE }
}

const TWO_PORTS = "Expected two ports, the lower first"

/** Lists of a fixed length, by their key. */
const COUNTED: Readonly<Record<string, string>> = {
  pair: "A pair is two nodes",
  "port-range": TWO_PORTS,
  ports: TWO_PORTS,
}

function explainCount(issue: Issue): Issue {
  const [key, position] = issue.path.slice(-2)
  const rule = typeof position === "number" && typeof key === "string" ? COUNTED[key] : undefined
  const isOfCount = issue.isOfKey === true || issue.message === "This field is missing"
  return rule !== undefined && isOfCount ? { path: issue.path.slice(0, -1), message: rule } : issue
}

function once(issues: readonly Issue[]): readonly Issue[] {
  const told = new Set<string>()
  return issues.filter(({ path, message }) => {
    const before = told.size
    return told.add([...path, message].join("\n")).size > before
  })
}

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
