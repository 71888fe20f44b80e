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
expect: [{ that: no-plaintext }]
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

test("a policy that does not exist is found where it stands", () => {
  assert.deepEqual(problems(GOOD.replace("nodes:", "policy: magic\nnodes:")), [
    '5:9 policy: There is no policy "magic"; there is kubespan',
  ])
  assert.deepEqual(problems(GOOD.replace("nodes:", "policy: kubespan\nnodes:")), [])
})

test("a file without a scenario, with two, or nested beyond reason is told what it is", () => {
  for (const text of ["", "\n", "# only a comment\n", "---\n"]) {
    assert.deepEqual(problems(text), ["1:1 : The file is empty; there is no scenario in it"], JSON.stringify(text))
  }
  assert.deepEqual(problems(`${GOOD}---\n${GOOD}`), ["10:1 : Expected one scenario per file; here begins another"])
  for (const text of [`a: ${"[".repeat(20_000)}`, `a: ${"[".repeat(20_000)}${"]".repeat(20_000)}`]) {
    const found = problems(text)
    assert.equal(found.length, 1)
    assert.match(found[0] ?? "", /^1:[0-9]+ : The file is nested too deeply$/)
  }
})

test("names and texts have no control characters in them", () => {
  assert.deepEqual(problems(GOOD.replace("description: d", 'description: "\\e[31mred"')), [
    "2:14 description: Expected text without control characters",
  ])
})

test("keys and words of a file are told no longer than any that are right", () => {
  const long = "k".repeat(1_000)
  const [unknown] = problems(`${GOOD}${long}: 1\n`)
  assert.match(unknown ?? "", /^10:1 k{60}\.\.\.: There is no such field here; there are name, /)
  assert.deepEqual(problems(`${GOOD}policy: ${long}\n`), [
    `10:9 policy: There is no policy "${"k".repeat(60)}..."; there is kubespan`,
  ])
})

test("names that every object has are keys and words like others", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    assert.match(problems(`${GOOD}${name}: { x: 1 }\n`).join(), /^10:1 \w+: There is no such field here/, name)
    const named = problems(GOOD.replace("  a:", `  ${name}:`)).join()
    assert.match(named, name === "constructor" ? /^$/ : /^6:3 nodes\.\w+: Expected a name of up to 15/, name)
    assert.match(problems(`${GOOD}policy: ${name}\n`).join(), /^10:9 policy: There is no policy "\w+"/, name)
    const acted = `${GOOD}timeline: [{ at: 1s, do: ${name}, node: a }]\n`
    assert.match(problems(acted).join(), /^10:26 timeline\.0\.do: Expected "do" to be one of/, name)
  }
})

test("numbers that are none, or far too large, are told where they stand", () => {
  for (const number of ["1e308", ".nan", ".inf", "-.inf", "1_000", "1e999", "-1", "1.5", "9007199254740993", "0b1"]) {
    assert.match(problems(`${GOOD}seed: ${number}\n`).join(), /^10:7 seed: Expected /, number)
    const port = GOOD.replace("    interfaces:", `    port: ${number}\n    interfaces:`)
    assert.match(problems(port).join(), /^7:11 nodes\.a\.port: Expected /, number)
  }
  for (const text of ["seed: -0", "seed: 0x10", "seed: 0o17", "seed: 9007199254740991"]) {
    assert.deepEqual(problems(`${GOOD}${text}\n`), [], text)
  }
})

test("lines may end as they do elsewhere, and columns are the same", () => {
  assert.deepEqual(problems(GOOD.replaceAll("\n", "\r\n")), [])
  assert.deepEqual(problems(GOOD.replace("5s", "5x").replaceAll("\n", "\r\n")).map((one) => one.slice(0, 5)), ["4:11 "])
})
