import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { test } from "node:test"
import { inSandbox, isInSandbox } from "./sandbox.ts"
import { sandboxTroubles } from "./sandbox_troubles.ts"

const troubles = sandboxTroubles()
const skip = troubles.length > 0 ? troubles.join("; ") : false

test("a command runs in the sandbox, and its exit code comes back", { skip }, async () => {
  assert.equal(await inSandbox("sh", ["-c", "exit 7"]), 7)
  assert.equal(await inSandbox("sh", ["-c", '[ "$0 $LAB" = "a b  c" ]', "a b"], { LAB: " c" }), 0)
  assert.equal(await inSandbox("sh", ["-c", "kill -9 $$"]), 128 + 9)
})

test("inside are a loopback device, an empty /run and no other process", { skip }, async () => {
  const script = `ip -br link show lo | grep -q LOOPBACK,UP || exit 1
    [ "$(ip -br link | wc -l)" = 1 ] || exit 2
    [ "$(ls /run)" = meshfold-sandbox ] || exit 3
    [ "$(cat /proc/1/comm)" = sh ] || exit 4
    ip netns add x && ip netns add y || exit 5`
  assert.equal(await inSandbox("sh", ["-c", script]), 0)
  if (!isInSandbox()) assert.equal(existsSync("/run/meshfold-sandbox"), false)
  assert.doesNotMatch(spawnSync("ip", ["netns", "list"], { encoding: "utf8" }).stdout, /^[xy]\b/m)
})

for (const [victim, name] of [["pid", "program"], ["unshare", "unshare"], ["first", "first process inside"]] as const) {
  test(`SIGKILL to the ${name} leaves no process and no namespace`, { skip }, async () => {
    await withSandbox("touch READY; sleep 300", async (outer) => {
      const pids = [outer.pid, outer.unshare, outer.first, outer.command]
      const namespace = networkOf(outer.command)
      assert.ok(pids.every((pid) => pid > 0) && namespace !== undefined && namespace !== networkOf(outer.pid))
      process.kill(outer[victim], "SIGKILL")
      await until(() => !networksInUse().includes(namespace) && networkOf(outer.unshare) === undefined)
    })
  })
}

test("SIGTERM is passed on to the command, and what that makes of it counts", { skip }, async () => {
  await withSandbox("trap 'exit 42' TERM; touch READY; while :; do sleep 0.1; done", async (outer) => {
    process.kill(outer.pid, "SIGTERM")
    assert.equal(await outer.exited, 42)
  })
})

test("SIGKILL to the command ends the sandbox, and is its exit code", { skip }, async () => {
  await withSandbox("touch READY; sleep 300", async (outer) => {
    process.kill(outer.command, "SIGKILL")
    assert.equal(await outer.exited, 128 + 9)
  })
})

interface Outer {
  /** Of the program, of unshare, of the first process inside and of the command, as they are called outside. */
  readonly pid: number
  readonly unshare: number
  readonly first: number
  readonly command: number
  readonly exited: Promise<number>
}

/** A program with a sandbox of its own, in which there is a namespace and a script that touches READY when it runs. */
async function withSandbox(script: string, then: (outer: Outer) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"))
  const ready = join(folder, "ready")
  const inside = `ip netns add held; ${script.replace("READY", ready)}`
  const code = `import { inSandbox } from ${JSON.stringify(new URL("sandbox.ts", import.meta.url).href)}
    Deno.exit(await inSandbox("sh", ["-c", ${JSON.stringify(inside)}]))`
  const outer = spawn(process.execPath, ["eval", code], { stdio: "ignore" })
  const exited = new Promise<number>((resolve) => outer.once("exit", (code) => resolve(code ?? -1)))
  try {
    await until(() => existsSync(ready))
    const { pid = 0 } = outer
    const [unshare = 0] = childrenOf(pid)
    const [first = 0] = childrenOf(unshare)
    const [command = 0] = childrenOf(first)
    await then({ pid, unshare, first, command, exited })
  } finally {
    outer.kill("SIGKILL")
    await exited
    rmSync(folder, { recursive: true })
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error("it never came to that")
}

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number)

const networksInUse = (): readonly (string | undefined)[] =>
  readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).map((name) => networkOf(Number(name)))

/** Undefined when there is no such process, or nothing left of it but its exit code. */
function networkOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return undefined
  }
}
