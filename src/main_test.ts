import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const isDeno = "deno" in process.versions
const program = isDeno
  ? ["run", "--no-check", "--allow-read", "--allow-env", "--allow-write", "src/main.ts"]
  : ["src/main.ts"]

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The program in a process of its own, as a user starts it; interrupted once `until` holds, if that is given. */
function meshfold(args: readonly string[], until?: () => boolean): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...program, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
    let [out, err] = ["", ""]
    child.stdout.on("data", (chunk) => (out += chunk))
    child.stderr.on("data", (chunk) => (err += chunk))
    const watch = setInterval(() => {
      if (until === undefined || !until()) return
      clearInterval(watch)
      child.kill("SIGINT")
    }, 50)
    child.on("close", (code, signal) => {
      clearInterval(watch)
      // Deno reports an exit with 130 as the signal that it stands for; Node tells the two apart.
      resolve({ code: isDeno && signal === "SIGINT" ? 130 : code, out, err })
    })
  })
}

test("a scenario runs from the command line", async () => {
  const { code, out } = await meshfold(["sim", "run", "scenarios/one-nat.yaml"])
  assert.equal(code, 0)
  assert.match(out, /PASS {2}5m in /)
})

test("help, version and completions are there", async () => {
  const [help, version, completions] = await Promise.all([
    meshfold(["sim", "run", "--help"]),
    meshfold(["--version"]),
    meshfold(["--completions", "bash"]),
  ])
  assert.match(help.out, /--seed integer/)
  assert.match(version.out, /[0-9]+\.[0-9]+\.[0-9]+/)
  assert.match(completions.out, /meshfold/)
  assert.deepEqual([help.code, version.code, completions.code], [0, 0, 0])
})

test("a word that does not exist, a number that is none and a missing file exit with 2 and say so on standard error", async () => {
  const ended = await Promise.all([
    meshfold(["sim", "run", "--sead", "3", "scenarios/one-nat.yaml"]),
    meshfold(["sim", "run", "--seed", "x", "scenarios/one-nat.yaml"]),
    meshfold(["sim", "run", "nowhere.yaml"]),
    meshfold(["sim", "run"]),
  ])
  assert.deepEqual(ended.map(({ code }) => code), [2, 2, 2, 2])
  assert.deepEqual(ended.map(({ out }) => out), ["", "", "", ""])
  assert.match(ended[0]?.err ?? "", /--sead[\s\S]*--seed/)
  assert.match(ended[2]?.err ?? "", /^nowhere\.yaml: there is no such file\n$/)
})

test("Ctrl-C ends a long run at once, with 130, and what was traced so far is whole lines", async () => {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  const trace = join(folder, "trace.jsonl")
  const hasBegun = (): boolean => existsSync(trace) && statSync(trace).size > 0
  const { code, out, err } = await meshfold(["sim", "run", "tests/data/ten-years.yaml", "--trace", trace], hasBegun)
  const lines = readFileSync(trace, "utf8").trimEnd().split("\n")
  rmSync(folder, { recursive: true })
  assert.equal(code, 130)
  assert.equal(out, "")
  assert.equal(err, "interrupted\n")
  for (const line of lines) JSON.parse(line)
})

test("without a command there is help, and that is no mistake", async () => {
  const { code, out } = await meshfold([])
  assert.equal(code, 0)
  assert.match(out, /USAGE/)
})
