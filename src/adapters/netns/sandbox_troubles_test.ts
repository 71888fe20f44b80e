import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { test } from "node:test"
import { missingTools, sandboxTroubles } from "./sandbox_troubles.ts"

test("each missing tool is named with its package", () => {
  assert.deepEqual(missingTools(""), [
    "there is no setpriv in PATH: install the package util-linux",
    "there is no unshare in PATH: install the package util-linux",
    "there is no mount in PATH: install the package mount",
    "there is no ip in PATH: install the package iproute2",
    "there is no nft in PATH: install the package nftables",
  ])
})

test("a tool may stand in any folder of PATH, but must be one that runs", {
  skip: process.platform === "win32" ? "no such permissions there" : false,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "tools-"))
  for (const tool of ["ip", "nft"]) writeFileSync(join(folder, tool), "")
  chmodSync(join(folder, "ip"), 0o755)
  const missing = missingTools(`/nowhere::${folder}`)
  assert.equal(missing.some((trouble) => trouble.includes("no ip ")), false)
  assert.equal(missing.some((trouble) => trouble.includes("no nft ")), true)
  rmSync(folder, { recursive: true })
})

test("what stands in the way is told in words, wherever this runs", () => {
  const troubles = sandboxTroubles()
  assert.ok(troubles.every((trouble) => trouble.length > 10))
  if (process.platform !== "linux" || typeof Deno === "undefined") assert.ok(troubles.length > 0)
})

const isOnDeno = process.platform === "linux" && typeof Deno !== "undefined"

test("permissions that are missing are told, whichever they are", { skip: !isOnDeno && "Deno alone has them" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "troubles-"))
  const script = join(folder, "script.ts")
  const source = import.meta.resolve("./sandbox_troubles.ts")
  writeFileSync(script, `import { sandboxTroubles } from "${source}"\nconsole.log(sandboxTroubles().join(", "))\n`)
  const troubles = (...flags: readonly string[]): string => {
    const args = ["run", "--no-check", "--no-prompt", "--quiet", ...flags, script]
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    })
    assert.equal(stderr, "")
    return stdout.trim()
  }
  // Deno gives a Deno that it starts all permissions, unless some are named.
  const both = troubles("--allow-all", "--deny-ffi", "--deny-sys")
  assert.equal(both, "the lab needs --allow-ffi, the lab needs --allow-sys")
  assert.equal(troubles("--allow-all", "--deny-ffi"), "the lab needs --allow-ffi")
  assert.equal(troubles("--allow-all", "--deny-sys"), "the lab needs --allow-sys")
  assert.equal(troubles("--allow-all", "--deny-env"), "the lab needs --allow-env")
  rmSync(folder, { recursive: true })
})
