/** Lines for ip(8), performed in order; the first that fails ends it, and is told with what the tool said. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Throws with what went wrong. From a file, as what the tool says gets lost when it is given a pipe and ends early. */
export function performLines(lines: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  try {
    const path = join(folder, "lines")
    writeFileSync(path, lines.map((line) => `${line}\n`).join(""))
    const { status, error, stderr } = spawnSync("ip", ["-batch", path], { encoding: "utf8", stdio: STDIO })
    if (error !== undefined) throw new Error(`ip(8) cannot be run (${error.message}); install iproute2`)
    if (status === 0) return
    const at = Number(/Command failed .*:(\d+)/.exec(stderr)?.[1] ?? 0)
    throw new Error(`ip ${lines[at - 1] ?? "-batch"}: ${stderr.split("\n")[0] ?? ""}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const STDIO: ("ignore" | "pipe")[] = ["ignore", "ignore", "pipe"]
