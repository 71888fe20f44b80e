import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { WG_WORKER } from "./foresee.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const runtime = "deno" in process.versions ? ["run", "--no-check", "--quiet", "--allow-all"] : []

test("a mistake is told and ends, whoever began to load for it", { skip: noPermission() }, () => {
  for (const args of [["wg", "nowhere.conf"], ["run", "nowhere.yaml"], ["wg", "a.conf", "--cipher", "rot13"]]) {
    const options = { cwd: root, encoding: "utf8", timeout: 60_000 } as const
    const { status, stderr } = spawnSync(process.execPath, [...runtime, "src/main.ts", ...args], options)
    assert.equal(status, 2, stderr)
    assert.ok(stderr.length > 0)
  }
})

test("what is foreseen is there", () => assert.ok(existsSync(fileURLToPath(WG_WORKER))))

/** Only who may do everything may let others do so. */
function noPermission(): string | false {
  if (typeof Deno === "undefined") return false
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted" ? false : "needs --allow-all"
}
