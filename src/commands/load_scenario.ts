/** From a path to a scenario that can be run, or to everything that is wrong with it. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readYaml, SECOND_DOCUMENT } from "../adapters/yaml/document.ts"
import { decodeScenario, type Issue } from "../sim/scenario/decode.ts"
import type { ScenarioFile } from "../sim/scenario/schema.ts"
import { validateScenario } from "../sim/scenario/validate.ts"
import { type Diagnostic, diagnosticsText } from "./diagnostics.ts"
import { BadInput } from "./failures.ts"
import { readText } from "./read_text.ts"
import { DEFAULT_POLICY, POLICIES } from "./sim_flags.ts"

export const loadScenario = Effect.fnUntraced(function* (path: string) {
  const text = yield* readText(path)
  const scenario = scenarioOf(text)
  if (Result.isSuccess(scenario)) return scenario.success
  return yield* new BadInput({ message: diagnosticsText(path, text, scenario.failure) })
})

/** From text to scenario; pure, so that it can be tried with a hundred thousand texts. */
export function scenarioOf(text: string): Result.Result<ScenarioFile, readonly Diagnostic[]> {
  const yaml = readYaml(text)
  if (Result.isFailure(yaml)) {
    return Result.fail(yaml.failure.map((problem) => ({
      ...problem,
      message: problem.message === SECOND_DOCUMENT ? SECOND_SCENARIO : problem.message,
      path: "",
    })))
  }
  const { data, positionOf } = yaml.success
  if (data === null || data === undefined) return Result.fail([EMPTY])
  const place = ({ path, message, isOfKey }: Issue): Diagnostic => ({
    ...positionOf(path, isOfKey === true ? "key" : "value"),
    path: path.map(shortened).join("."),
    message,
  })
  const decoded = decodeScenario(data)
  if (Result.isFailure(decoded)) return Result.fail(decoded.failure.map(place))
  const issues = [...validateScenario(decoded.success), ...policyIssues(decoded.success)]
  return issues.length > 0 ? Result.fail(issues.map(place)) : Result.succeed(decoded.success)
}

/** Keys and words of a file in what is said about it: no longer than any that are right. */
const shortened = (text: string | number): string | number =>
  typeof text === "string" && text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}...` : text

const MOST_CHARACTERS = 60

function policyIssues({ policy = DEFAULT_POLICY }: ScenarioFile): readonly Issue[] {
  if (Object.hasOwn(POLICIES, policy)) return []
  const message = `There is no policy "${shortened(policy)}"; there is ${Object.keys(POLICIES).join(", ")}`
  return [{ path: ["policy"], message }]
}

const SECOND_SCENARIO = "Expected one scenario per file; here begins another"
const EMPTY: Diagnostic = { line: 1, column: 1, path: "", message: "The file is empty; there is no scenario in it" }
