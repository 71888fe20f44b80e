/** What the README shows is what comes out. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { plainStyle } from "../src/report/style.ts"
import { runText } from "../src/report/text.ts"
import deno from "../deno.json" with { type: "json" }
import { loadFile, loadText, runFile } from "./harness/runs.ts"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

/** The fenced blocks of one language. */
const blocks = (language: string): readonly string[] =>
  [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, of]) => of === language).map(([, , text]) =>
    text ?? ""
  )

/** Real time is nobody's promise. */
const withoutSpeed = (text: string): string => text.replace(/ in \S+ \(.*$/m, "")

test("the scenario that it shows comes out as expected", () => {
  const [text, ...others] = blocks("yaml")
  assert.deepEqual(others, [])
  const { verdict, expectations } = runFile(loadText(text ?? ""))
  assert.deepEqual(expectations.filter((one) => one.verdict === "fail"), [])
  assert.equal(verdict, "pass")
})

test("the report that it shows is the report", () => {
  const name = "two-nats-apart.yaml"
  const report = runText(runFile(loadFile(name), { name: `scenarios/${name}` }), plainStyle)
  assert.ok(blocks("").map(withoutSpeed).includes(withoutSpeed(report)), report)
})

test("it names every task, and no other", () => {
  const named = [...readme.matchAll(/^\| (`[^|]*`) +\| /gm)].flatMap(([, cell]) =>
    cell?.match(/(?<=`)[^`,]+(?=`)/g) ?? []
  )
  const tasks = Object.keys(deno.tasks)
  assert.deepEqual(tasks.filter((task) => !named.includes(task)), [])
  for (const [, task] of readme.matchAll(/deno@2\.9\.6 task (?:--quiet )?([\w:]+)/g)) {
    assert.ok(tasks.includes(task ?? ""), task)
  }
})
