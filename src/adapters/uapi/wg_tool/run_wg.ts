/**
 * One run of wg(8). Its words about a device are told; others are left out, for they may repeat what it read, which may
 * be a key.
 */
import { spawn } from "node:child_process"
import process from "node:process"
import * as Result from "effect/Result"
import type { WgCall } from "./wg_calls.ts"

export interface WgCommand {
  /** And what is to come before the arguments. */
  readonly command: readonly string[]
  readonly timeoutMs: number
}

/** What it prints; the failure is a reason in words. */
export function runWg(
  { command, timeoutMs }: WgCommand,
  { args, input }: WgCall,
): Promise<Result.Result<string, string>> {
  const [program = "", ...words] = input === undefined
    ? [...command, ...args]
    : ["sh", "-c", THROUGH_A_PIPE, "sh", ...command, ...args]
  return new Promise((resolve) => {
    const fail = (reason: string): void => resolve(Result.fail(reason))
    const child = spawn(program, words, {
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      detached: true,
    })
    let [told, complaint] = ["", ""]
    const timer = setTimeout(() => {
      if (child.pid !== undefined) killGroup(child.pid)
      fail(`wg did not end within ${timeoutMs} ms`)
    }, timeoutMs)
    child.stdout?.setEncoding("latin1").on("data", (text: string) => told += text)
    child.stderr?.setEncoding("latin1").on("data", (text: string) => complaint += text)
    child.stdin?.on("error", () => {})
    child.stdin?.end(input)
    child.once("error", (error) => {
      clearTimeout(timer)
      fail(isMissing(error) ? MISSING : `wg cannot be run: ${error.message}`)
    })
    child.once("close", (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(Result.succeed(told))
      else fail(code === NOT_FOUND ? MISSING : wgReason(complaint))
    })
  })
}

/** What wg complains of, in words that say what to do where something can be done. */
export function wgReason(complaint: string): string {
  const reason = /^Unable to [a-z]+ interface: (.+)$/m.exec(complaint)?.[1]?.trim()
  if (reason === undefined) return "wg failed, and what it said is left out, as it may hold keys"
  return REASONS.get(reason) ?? reason
}

/** Runtimes connect children by sockets, and what is a socket cannot be opened as /dev/stdin. */
const THROUGH_A_PIPE = 'cat | "$@"'
/** Of a shell, for a command that there is not. */
const NOT_FOUND = 127
const MISSING = "there is no wg in PATH: install the package wireguard-tools"

const isMissing = (error: Error): boolean => "code" in error && error.code === "ENOENT"

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It ended by itself in this moment.
  }
}

const UNSUPPORTED =
  "there is no socket for it, and it is no WireGuard interface of this kernel, or the kernel has none (modprobe wireguard)"
const REASONS: ReadonlyMap<string, string> = new Map([
  ["No such device", "there is no such WireGuard interface in this network namespace, nor a socket for one"],
  ["Operation not permitted", "no permission; it takes root in the interface's network namespace"],
  ["Permission denied", "no permission; it takes root in the interface's network namespace"],
  ["Operation not supported", UNSUPPORTED],
  ["Protocol not supported", UNSUPPORTED],
  ["Address already in use", "the port is in use"],
])
