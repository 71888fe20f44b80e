import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { test } from "node:test"
import { sandboxTroubles } from "./sandbox_troubles.ts"

const [trouble] = sandboxTroubles()

test(
  "the program runs again with the same arguments, inside, and its exit code is ours",
  { skip: trouble ?? false },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
    const path = join(folder, "twice.ts")
    const here = new URL(".", import.meta.url).href
    writeFileSync(
      path,
      `import { againInSandbox } from "${here}again.ts"
     import { isInSandbox } from "${here}sandbox.ts"
     if (isInSandbox()) { console.log(Deno.args.join(" ")); Deno.exit(7) }
     Deno.exit(await againInSandbox())`,
    )
    const { status, stdout } = spawnSync(process.execPath, ["run", "--quiet", "--no-check", "-A", path, "x", "y z"], {
      encoding: "utf8",
    })
    rmSync(folder, { recursive: true })
    assert.deepEqual([stdout.trim(), status], ["x y z", 7])
  },
)
