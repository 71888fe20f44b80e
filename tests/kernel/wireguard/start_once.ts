/** Our command started for something that cannot work: what it says, and its exit code. */
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import process from "node:process"

/** `inside` is a command that runs others: by default, one that puts them into namespace a. */
export function startOnce(name: string, config: string, inside: readonly string[] = ["ip", "netns", "exec", "a"]) {
  const path = `/run/${name}.conf`
  writeFileSync(path, config, { mode: 0o600 })
  const [command = "", ...args] = [...inside, process.execPath, ...OURS, path]
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 20_000 })
  return { status, stderr }
}

const OURS = ["run", "--no-check", "--quiet", "--allow-all", "src/main.ts", "wg"]
