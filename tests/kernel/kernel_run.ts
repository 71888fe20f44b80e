/** Plays scripts on the kernel, all at once. */
import { KernelLab } from "../../src/commands/lab_kernel.ts"
import { millis } from "../../src/domain/net/instant.ts"
import type { Outcome } from "../../src/sim/lab/outcome.ts"
import { LATEST } from "./fairness.ts"
import type { Script } from "./script.ts"

export interface KernelRun {
  readonly outcomes: readonly Outcome[]
  /** Something was done so late that the outcome says nothing. */
  readonly isVoid: boolean
  /** In microseconds. */
  readonly lateness: number
}

/** `name` begins the names of namespaces; no two of one sandbox may be the same at one time. */
export async function playOnKernel(scripts: readonly Script[], name: string): Promise<readonly KernelRun[]> {
  const labs: KernelLab[] = []
  try {
    for (const { file, schedule } of scripts) {
      labs.push(new KernelLab({ file, schedule, seed: 1, name: `${name}${labs.length}` }))
    }
    await KernelLab.play(labs, SETTLE)
    return labs.map(({ outcomes, lateness }) => ({ outcomes, lateness, isVoid: lateness > LATEST }))
  } finally {
    for (const lab of labs) lab.close()
  }
}

/** For the last packets to arrive. */
const SETTLE = millis(800)
