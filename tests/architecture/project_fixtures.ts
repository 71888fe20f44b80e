/** What is loaded from disk: the repository's own files, and none that were installed or generated beside them. */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { projectFrom, projectFromDisk } from "./project.ts"
import { describeViolation } from "./violation.ts"

const repository = new URL("../../", import.meta.url)

const FOLDERS = ["src", "tests", "bench", "scenarios", "proto", ".ci"]
const SINGLE_FILES = ["README.md", "package.json", "package-lock.json", "deno.json", "deno.lock"]

test("the repository is loaded with its code parsed and its other texts as they are", () => {
  const project = projectFromDisk(fileURLToPath(repository))
  assert.ok(project.files.has("tests/architecture/project.ts"))
  assert.ok(project.texts.has("package.json"))
  assert.ok(!project.files.has("package.json"))
  const loaded = new Set([...project.texts.keys()].map((path) => path.split("/")[0] ?? ""))
  const onDisk = [...FOLDERS, ...SINGLE_FILES].filter((name) => existsSync(new URL(name, repository)))
  assert.deepEqual([...loaded].sort(), onDisk.sort())
})

test("an empty repository is no error", () => {
  assert.equal(projectFrom({}).texts.size, 0)
  assert.equal(projectFromDisk(fileURLToPath(new URL("./no_such_folder", import.meta.url))).texts.size, 0)
})

test("files come in the order of their paths, wherever they come from", () => {
  assert.deepEqual([...projectFrom({ "src/b.ts": "", "src/B.ts": "", "src/a.ts": "" }).files.keys()], [
    "src/B.ts",
    "src/a.ts",
    "src/b.ts",
  ])
})

test("a violation reads as its place, its rule and what to do", () => {
  const violation = { rule: "arrows/name", path: "src/a.ts", message: "rename it" }
  assert.equal(describeViolation(violation), "src/a.ts arrows/name: rename it")
  assert.equal(describeViolation({ ...violation, line: 3 }), "src/a.ts:3 arrows/name: rename it")
})
