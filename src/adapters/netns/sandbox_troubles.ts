/** Whether a sandbox can be had on this machine, and if not, why. */
import { spawnSync, type StdioOptions } from "node:child_process"
import { accessSync, constants } from "node:fs"
import process from "node:process"

/** In words, for the one who wants to run the lab; none when it can be run. */
export function sandboxTroubles(): readonly string[] {
  if (process.platform !== "linux") return [`the lab needs Linux, and this is ${process.platform}`]
  const forbidden = runtimeTroubles()
  if (forbidden.length > 0) return forbidden
  const troubles = [...rootTroubles(), ...missingTools(process.env["PATH"] ?? "")]
  return troubles.length > 0 ? troubles : namespaceTroubles()
}

/** The tools that are in none of the folders of `path`, with the Debian packages that bring them. */
export const missingTools = (path: string): readonly string[] =>
  TOOLS.filter(([tool]) => !path.split(":").some((folder) => folder !== "" && isExecutable(`${folder}/${tool}`)))
    .map(([tool, what]) => `there is no ${tool} in PATH: install the package ${what}`)

/** With one of these, nothing else can even be asked. */
function runtimeTroubles(): readonly string[] {
  if (typeof Deno === "undefined") return ["the lab needs Deno: Node cannot call the C library"]
  const { permissions } = Deno
  return PERMISSIONS.filter(({ descriptor }) => permissions.querySync(descriptor).state !== "granted")
    .map(({ flag }) => `the lab needs ${flag}`)
}

const rootTroubles = (): readonly string[] => (process.getuid?.() === 0 ? [] : ["the lab needs root"])

/** Containers often have root, but not the right to make namespaces. */
function namespaceTroubles(): readonly string[] {
  const { status, error, stderr } = spawnSync("unshare", NAMESPACES, { encoding: "utf8", stdio: OUTPUT })
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

/** Whoever may call the C library may do anything; Deno still wants to be told of the rest. */
const PERMISSIONS = [
  { descriptor: { name: "ffi" }, flag: "--allow-ffi" },
  { descriptor: { name: "sys", kind: "uid" }, flag: "--allow-sys" },
  { descriptor: { name: "env" }, flag: "--allow-env" },
  { descriptor: { name: "read" }, flag: "--allow-read" },
  { descriptor: { name: "run" }, flag: "--allow-run" },
] as const

const NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "true"]
/** Where a process ends without reading its standard input, Deno 2.9 loses what it said. */
const OUTPUT: StdioOptions = ["ignore", "pipe", "pipe"]

const TOOLS = [
  ["setpriv", "util-linux"],
  ["unshare", "util-linux"],
  ["mount", "mount"],
  ["ip", "iproute2"],
  ["nft", "nftables"],
] as const
