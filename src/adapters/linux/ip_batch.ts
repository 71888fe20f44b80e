/** Lines for ip(8), performed in order; the first that fails ends it, and is told with what the tool said. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Family } from "../../domain/net/ip_address.ts"

/** Throws with what went wrong. Rules need to be told of which family they are. From a file, as what the tool says gets lost when it is given a pipe and ends early. */
export function performLines(lines: readonly string[], family?: Family): void {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  try {
    const path = join(folder, "lines")
    writeFileSync(path, lines.map((line) => `${line}\n`).join(""))
    const { status, error, stderr } = spawnSync("ip", [...familyFlags(family), "-batch", path], {
      encoding: "utf8",
      stdio: STDIO,
    })
    if (error !== undefined) throw new Error(`ip(8) cannot be run (${error.message}); install iproute2`)
    if (status === 0) return
    const at = Number(/Command failed .*:(\d+)/.exec(stderr)?.[1] ?? 0)
    throw new Error(`ip ${lines[at - 1] ?? "-batch"}: ${stderr.split("\n")[0] ?? ""}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const familyFlags = (family: Family | undefined): readonly string[] =>
  family === undefined ? [] : [FLAGS[family]]

const FLAGS: Readonly<Record<Family, string>> = { v4: "-4", v6: "-6" }
const STDIO: ("ignore" | "pipe")[] = ["ignore", "ignore", "pipe"]
