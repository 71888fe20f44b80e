/** Steps gathered so that few processes do them all: consecutive lines for ip(8) in one namespace make one batch. */
import type { IpStep, NftStep, Step, SysctlStep } from "./step.ts"

export interface IpBatch {
  readonly tool: "ip"
  readonly steps: readonly IpStep[]
}

export type Batch = IpBatch | NftStep | SysctlStep

/** The order of steps stays. */
export function batchesOf(steps: readonly Step[]): readonly Batch[] {
  const batches: Batch[] = []
  let lines: IpStep[] = []
  for (const step of steps) {
    if (step.tool !== "ip") {
      batches.push(step)
      lines = []
    } else if (lines.length > 0 && lines[0]?.namespace === step.namespace) lines.push(step)
    else batches.push({ tool: "ip", steps: lines = [step] })
  }
  return batches
}

/** A process to start. */
export interface Invocation {
  readonly command: string
  readonly args: readonly string[]
  /** What is to be in the file that it reads. */
  readonly input: string
}

export function invocationOf(batch: IpBatch | NftStep, file: string): Invocation {
  if (batch.tool === "nft") {
    return { command: "ip", args: ["netns", "exec", batch.namespace, "nft", "-f", file], input: batch.script }
  }
  const namespace = batch.steps[0]?.namespace
  const args = [...(namespace === undefined ? [] : ["-n", namespace]), "-batch", file]
  return { command: "ip", args, input: batch.steps.map(({ line }) => `${line}\n`).join("") }
}

/** The step that ip(8) gave up at, told from its words `Command failed FILE:3`; without them, any of them. */
export function suspects({ steps }: IpBatch, said: string): readonly IpStep[] {
  const line = /^Command failed .*:(\d+)$/m.exec(said)?.[1]
  return line === undefined ? steps : steps.slice(Number(line) - 1, Number(line))
}

/** Of one batch, in one line. */
export function describeSteps(steps: readonly Step[]): string {
  const [first, last] = [steps[0], steps.at(-1)].map((step) => (step === undefined ? "" : describeStep(step)))
  return steps.length === 1 ? `${first}` : `one of ${steps.length} steps, from "${first}" to "${last}"`
}

/** A step in one line. */
function describeStep(step: Step): string {
  switch (step.tool) {
    case "ip":
      return step.namespace === undefined ? `ip ${step.line}` : `ip -n ${step.namespace} ${step.line}`
    case "nft":
      return `nft -f in "${step.namespace}"`
    case "sysctl":
      return `sysctl ${step.key}=${step.value} in "${step.namespace}"`
  }
}
