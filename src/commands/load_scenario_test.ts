import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { scenarioOf } from "./load_scenario.ts"

const GOOD = `name: x
description: d
source: s
duration: 5s
nodes:
  a:
    interfaces:
      eth0: { on: internet, address: 198.51.100.1 }
expect: []
`

const problems = (text: string): string[] => {
  const scenario = scenarioOf(text)
  return Result.isSuccess(scenario)
    ? []
    : scenario.failure.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)
}

test("a good text is a scenario", () => assert.deepEqual(problems(GOOD), []))

test("a mistake is told with line, column, path and what was expected, at whatever stage it is found", () => {
  assert.deepEqual(problems(GOOD.replace("duration: 5s", "duration: soon")), [
    "4:11 duration: Expected a duration such as 250ms, 5s, 2m30s or 1d",
  ])
  assert.deepEqual(problems(GOOD.replace("on: internet", "on: intranet")), [
    '8:19 nodes.a.interfaces.eth0.on: There is no network "intranet"; there is internet',
  ])
  assert.match(problems(GOOD.replace("nodes:", "nodes"))[0] ?? "", /^5:|^6:/)
})
