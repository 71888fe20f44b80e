import assert from "node:assert/strict"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { commandRun } from "../../tests/harness/commands.ts"
import { SECRET } from "../../tests/harness/configs.ts"
import { configCheck } from "./config_check.ts"

const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url))
const [short, legacy, documents] = ["short", "legacy", "documents"].map(example)
const good = [short ?? "", legacy ?? "", documents ?? ""]

test("each example is ok, and what it comes to is said, but not the secret", async () => {
  for (const file of good) {
    for (const format of ["text", "json"]) {
      const { code, out, message } = await commandRun(configCheck, [file, "--format", format])
      assert.deepEqual([code, message], [0, ""])
      assert.ok(out.includes("32 bytes, set") && !out.includes(SECRET.slice(0, 20)))
      assert.ok(format === "json" ? JSON.parse(out).isValid : out.startsWith(`${file}: ok\n\nKubeSpan:`), out)
    }
  }
})

test("files that do not go together exit with 2 and say where", async () => {
  const { code, out, message } = await commandRun(configCheck, [legacy ?? "", documents ?? ""])
  assert.deepEqual([code, out], [2, ""])
  assert.match(message, /documents\.yaml:3:7: kind: kubespan is already configured/)
})

test("programs are told what is wrong as data", async () => {
  const { code, out } = await commandRun(configCheck, [short ?? "", legacy ?? "", "--format", "json"])
  assert.equal(code, 2)
  const { isValid, problems } = JSON.parse(out)
  assert.equal(isValid, false)
  assert.deepEqual(problems, [{
    file: legacy,
    line: 2,
    column: 1,
    path: "",
    message: 'A "meshfold" document is a whole configuration; nothing else of ours goes beside it',
  }])
})

test("a file that is not there exits with 2", async () => {
  const { code, message } = await commandRun(configCheck, ["nowhere.yaml"])
  assert.deepEqual([code, message], [2, "nowhere.yaml: there is no such file"])
})
