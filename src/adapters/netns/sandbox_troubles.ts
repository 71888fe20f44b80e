/** Whether a sandbox can be had on this machine, and if not, why. */
import { spawnSync } from "node:child_process"
import { accessSync, constants } from "node:fs"
import process from "node:process"

/** In words, for the one who wants to run the lab; none when it can be run. */
export function sandboxTroubles(): readonly string[] {
  if (process.platform !== "linux") return [`the lab needs Linux, and this is ${process.platform}`]
  const troubles = [...runtimeTroubles(), ...missingTools(process.env["PATH"] ?? "")]
  return troubles.length > 0 ? troubles : namespaceTroubles()
}

/** The tools that are in none of the folders of `path`, with the Debian packages that bring them. */
export const missingTools = (path: string): readonly string[] =>
  TOOLS.filter(([tool]) => !path.split(":").some((folder) => folder !== "" && isExecutable(`${folder}/${tool}`)))
    .map(([tool, what]) => `there is no ${tool} in PATH: install the package ${what}`)

function runtimeTroubles(): readonly string[] {
  if (typeof Deno === "undefined") return ["the lab needs Deno: Node cannot call the C library"]
  return [
    ...(Deno.permissions.querySync({ name: "ffi" }).state === "granted" ? [] : ["the lab needs --allow-ffi"]),
    ...(process.getuid?.() === 0 ? [] : ["the lab needs root"]),
  ]
}

/** Containers often have root, but not the right to make namespaces. */
function namespaceTroubles(): readonly string[] {
  const { status, error, stderr } = spawnSync("unshare", NAMESPACES, { encoding: "utf8" })
  if (status === 0) return []
  return [`namespaces cannot be made here: ${error?.message ?? (stderr.trim() || `unshare ended with ${status}`)}`]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "true"]

const TOOLS = [
  ["setpriv", "util-linux"],
  ["unshare", "util-linux"],
  ["mount", "mount"],
  ["ip", "iproute2"],
  ["nft", "nftables"],
] as const
