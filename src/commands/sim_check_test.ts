import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { commandRun } from "../../tests/harness/commands.ts"
import { simCheck } from "./sim_check.ts"

const good = fileURLToPath(new URL("../../scenarios/one-nat.yaml", import.meta.url))

test("good files are ok, one by its name, several by their number", async () => {
  assert.deepEqual(await commandRun(simCheck, [good]), { code: 0, out: `${good}: ok`, err: "", message: "" })
  assert.equal((await commandRun(simCheck, [good, good])).out, "2 scenarios: ok")
})

test("every bad file is told, not only the first", async () => {
  const { code, message } = await commandRun(simCheck, ["no.yaml", good, "nothing.yaml"])
  assert.equal(code, 2)
  assert.equal(message, "no.yaml: there is no such file\nnothing.yaml: there is no such file")
})

test("a policy that does not exist is found without running anything", async () => {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  const path = join(folder, "x.yaml")
  writeFileSync(path, readFileSync(good, "utf8").replace("duration:", "policy: magic\nduration:"))
  const { code, message } = await commandRun(simCheck, [path])
  rmSync(folder, { recursive: true })
  assert.equal(code, 2)
  assert.match(message, /x\.yaml:[0-9]+:9: policy: There is no policy "magic"/)
})
