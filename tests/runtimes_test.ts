/**
 * One digest on both runtimes: the catalogue is run here and by the program on the other runtime. From Deno the other
 * one would be Node through npx; since `deno task test:node` runs this file on Node, it is enough to look from there.
 */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const isDeno = "deno" in process.versions
const files = readdirSync(new URL("../scenarios/", import.meta.url)).filter((name) => name.endsWith(".yaml"))
const run = ["src/main.ts", "sim", "run", ...files.map((name) => `scenarios/${name}`), "--format", "json"]

const digests = (command: string, args: readonly string[]): unknown => {
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 } as const
  const runs: { scenario: string; digest: string }[] = JSON.parse(execFileSync(command, args, options))
  return runs.map(({ scenario, digest }) => `${scenario} ${digest}`)
}

test("Deno and Node run the catalogue to the same digests", { skip: isDeno && "looked at from Node" }, () => {
  const deno = ["--yes", "deno@2.9.6", "run", "--no-check", "--allow-read", "--allow-env", ...run]
  assert.deepEqual(digests("npx", deno), digests(process.execPath, run))
})
