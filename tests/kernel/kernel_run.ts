/** Plays scripts on the kernel, all at once. */
import { KernelLab } from "../../src/commands/lab_kernel.ts"
import { millis } from "../../src/domain/net/instant.ts"
import type { Outcome } from "../../src/sim/lab/outcome.ts"
import type { Schedule } from "../../src/sim/lab/probe.ts"
import type { ScenarioFile } from "../../src/sim/scenario/schema.ts"
import { LATEST } from "./fairness.ts"

export interface KernelRun {
  readonly outcomes: readonly Outcome[]
  /** Something was done so late that the outcome says nothing. */
  readonly isVoid: boolean
  /** In microseconds. */
  readonly lateness: number
}

/** A network and what is sent in it: scripts and experiments are that. */
export interface Played {
  readonly file: ScenarioFile
  readonly schedule: Schedule
}

/** `name` begins the names of namespaces; no two of one sandbox may be the same at one time. */
export async function playOnKernel(scripts: readonly Played[], name: string): Promise<readonly KernelRun[]> {
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
