/** The running program once more, with the same arguments, in a sandbox. */
import process from "node:process"
import { inSandbox } from "./sandbox.ts"

/** Its exit code. Whoever may call the C library may do anything, so the program inside is not held back either. */
export function againInSandbox(): Promise<number> {
  const [runtime = "", script = "", ...args] = process.argv
  return inSandbox(runtime, ["run", "--no-check", "--quiet", "--allow-all", script, ...args])
}
