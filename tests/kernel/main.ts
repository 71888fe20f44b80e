/** `deno task test:kernel`: the model of Linux' NAT against the kernel itself, in a sandbox of its own. */
import process from "node:process"
import { againInSandbox } from "../../src/adapters/netns/again.ts"
import { inSandbox, isInSandbox } from "../../src/adapters/netns/sandbox.ts"
import { sandboxTroubles } from "../../src/adapters/netns/sandbox_troubles.ts"
import { runExperiments } from "./experiments.ts"

/** Skipping is no success where everything was made so that it need not be. */
const mayBeSkipped = (process.env["CI"] ?? "") !== "true"

/** Tests of single parts that need a sandbox; elsewhere they are skipped. */
const UNITS = ["test", "--allow-all", "--no-check", "--quiet", "src/adapters/netns", "src/commands/lab_kernel_test.ts"]

async function main(): Promise<number> {
  if (isInSandbox()) return (await runExperiments()) ? 0 : 1
  const troubles = sandboxTroubles()
  if (troubles.length === 0) return (await inSandbox(process.execPath, UNITS)) || (await againInSandbox())
  console.error(`${mayBeSkipped ? "skipped" : "FAIL"}: ${troubles.join("; ")}`)
  return mayBeSkipped ? 0 : 1
}

process.exitCode = await main()
