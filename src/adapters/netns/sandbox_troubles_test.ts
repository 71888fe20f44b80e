import assert from "node:assert/strict"
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
