/**
 * A command line loads only the command that it begins with, and nobody should see that. One that begins with a flag loads
 * all of them, so it is what the others are held against.
 */
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))
const runtime = "deno" in process.versions ? ["run", "--no-check", "--quiet", "--allow-read", "--allow-env"] : []
const WHOLE = ["--log-level", "info"]

function meshfold(...args: readonly string[]) {
  const options = { cwd: root, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, "src/main.ts", ...args], options)
  return { status, stdout, stderr }
}

/** The commands that the help of all of them names. */
const NAMES = /SUBCOMMANDS\n((?: {2}\S.*\n)+)/.exec(meshfold("--help").stdout)?.[1]?.match(/^ {2}\S+/gm)
  ?.map((name) => name.trim()) ?? []

test("each command has the same help alone as among the others", () => {
  assert.ok(NAMES.includes("sim") && NAMES.includes("wg") && NAMES.length > 4)
  for (const name of NAMES) {
    const alone = meshfold(name, "--help")
    assert.deepEqual(alone, meshfold(...WHOLE, name, "--help"))
    assert.match(alone.stdout, new RegExp(`USAGE\n  meshfold ${name} `))
  }
})

test("what is wrong is told the same", () => {
  for (const args of [["wg"], ["sim", "rnu"]]) {
    const alone = meshfold(...args)
    assert.deepEqual(alone, meshfold(...WHOLE, ...args))
    assert.equal(alone.status, 2)
  }
})

test("completions are of all commands, wherever they are asked for", () => {
  const all = meshfold("--completions", "bash")
  assert.ok(NAMES.every((name) => all.stdout.includes(`_meshfold_${name.replace("-", "_")}`)))
  assert.deepEqual(meshfold("wg", "--completions", "bash"), all)
  assert.deepEqual(meshfold("sim", "run", "--completions=bash"), all)
})
