/** Performs steps, in order, with ip(8), nft(8) and the kernel. The first that fails ends it. */
import { spawnSync, type StdioOptions } from "node:child_process"
import { randomUUID } from "node:crypto"
import { writeFileSync } from "node:fs"
import { type Batch, batchesOf, describeSteps, type Invocation, invocationOf, suspects } from "./batches.ts"
import { isInSandbox } from "./sandbox.ts"
import type { Step } from "./step.ts"
import { writeSysctl } from "./sysctl.ts"
import { messageOf } from "../../domain/message_of.ts"

export class StepFailed extends Error {
  override readonly name = "StepFailed"
  /** Which it may have been. */
  readonly steps: readonly Step[]

  constructor(steps: readonly Step[], said: string) {
    super(`${describeSteps(steps)}: ${said}`)
    this.steps = steps
  }
}

/** Only in the sandbox: outside, it would be the machine's own network that changes. */
export function performSteps(steps: readonly Step[]): void {
  if (!isInSandbox()) throw new Error("networks are only changed in the lab's sandbox")
  const unfit = steps.find((step) => step.tool === "ip" && !isLine(step.line))
  if (unfit !== undefined) throw new StepFailed([unfit], "is not one line")
  for (const batch of batchesOf(steps)) perform(batch)
}

/** What `ip -batch` counts as one command: not nothing, no comment, not carried on in the next line. */
const isLine = (line: string): boolean => /^\s*[^\s#][^\n]*$/.test(line) && !line.endsWith("\\")

function perform(batch: Batch): void {
  if (batch.tool === "sysctl") return attempt(batch, () => writeSysctl(batch))
  const said = run(invocationOf(batch, SCRIPT))
  if (said !== undefined) throw new StepFailed(batch.tool === "nft" ? [batch] : suspects(batch, said), said)
}

function attempt(step: Step, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw new StepFailed([step], messageOf(error))
  }
}

/**
 * Undefined if all went well; otherwise what the tool said. It reads a file: where it ends without reading its standard
 * input, Deno 2.9 loses what it said.
 */
function run({ command, args, input }: Invocation): string | undefined {
  writeFileSync(SCRIPT, input)
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", stdio: OUTPUT })
  if (error !== undefined) return error.message
  if (status === 0) return undefined
  return `${stderr}${stdout}`.trim() || `${command} ended with ${status ?? signal}`
}

/** In the sandbox's own /run; one for each thread, as several may be at work. */
const SCRIPT = `/run/meshfold-steps-${randomUUID()}`
const OUTPUT: StdioOptions = ["ignore", "pipe", "pipe"]
