/**
 * Where the lab may do as it likes: namespaces of its own for network, mounts and processes, with an empty /run, so that
 * `ip netns add` leaves its marks there. All of it goes when the first process in it ends, and each process of the chain
 * (this one, unshare(1), the first one inside) dies with the one before it: SIGKILL to any of them leaves nothing behind.
 */
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { constants } from "node:os"
import process from "node:process"

export const isInSandbox = (): boolean => existsSync(MARK)

/** Runs a command in a new sandbox, on the same terminal; its exit code, or 128 and the signal that ended it. */
export async function inSandbox(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [program, ...rest] = CHAIN
  const sandbox = spawn(program, [...rest, command, ...args], { stdio: "inherit", env: { ...process.env, ...env } })
  const { pid } = sandbox
  const passOn = (signal: NodeJS.Signals): void => {
    for (const inside of pid === undefined ? [] : childrenOf(pid).flatMap(childrenOf)) process.kill(inside, signal)
  }
  PASSED_ON.forEach((signal) => process.on(signal, passOn))
  LEFT_TO_OTHERS.forEach((signal) => process.on(signal, doNothing))
  try {
    return await new Promise<number>((resolve, reject) => {
      sandbox.once("error", reject)
      sandbox.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
    })
  } finally {
    PASSED_ON.forEach((signal) => process.off(signal, passOn))
    LEFT_TO_OTHERS.forEach((signal) => process.off(signal, doNothing))
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number)
  } catch {
    return []
  }
}

const doNothing = (): void => {}

const MARK = "/run/meshfold-sandbox"

/**
 * The command is not to be the first process inside: that one gets no signal it has no handler for, and has to look
 * after orphans. A shell is.
 */
const FIRST_INSIDE = `
set -e
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs /run
ip link set lo up
: > ${MARK}
code=0
"$@" || code=$?
exit $code
`

/** setpriv(1) makes unshare die with this process; unshare does the same for what it starts. */
const CHAIN = [
  "setpriv",
  "--pdeathsig",
  "KILL",
  "unshare",
  "--net",
  "--mount",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
  "sh",
  "-c",
  FIRST_INSIDE,
  "sandbox",
] as const

/** unshare ignores them while it waits; so they are brought to the command itself. */
const PASSED_ON = ["SIGTERM", "SIGHUP"] as const
/** Ctrl-C: the terminal sends it to the command, too, and what that makes of it counts. */
const LEFT_TO_OTHERS = ["SIGINT"] as const
