/** The shortest script of which kernel and model still see different things. */
import { compare, type Comparison } from "./agreement.ts"
import { isFair } from "./fairness.ts"
import { playOnKernel } from "./kernel_run.ts"
import type { Script } from "./script.ts"
import { smaller, without } from "./shrink.ts"

export interface Disagreement {
  readonly script: Script
  readonly comparison: Comparison
}

/** Plays many at once, round by round, until nothing smaller will do. */
export async function shrunk(found: Disagreement, onRound: (datagrams: number) => void): Promise<Disagreement> {
  let smallest = truncated(found)
  for (;;) {
    onRound(smallest.script.schedule.probes.length)
    const next = await firstDiffering(smaller(smallest.script).filter(isFair))
    if (next === undefined) return smallest
    smallest = truncated(next)
  }
}

async function firstDiffering(candidates: readonly Script[]): Promise<Disagreement | undefined> {
  for (let i = 0; i < candidates.length; i += AT_ONCE) {
    const scripts = candidates.slice(i, i + AT_ONCE)
    const runs = await playOnKernel(scripts, `shrink${i}-`)
    for (const [j, script] of scripts.entries()) {
      const run = runs[j]
      if (run === undefined || run.isVoid) continue
      const comparison = compare(script, run.outcomes)
      if (comparison.differsAt !== undefined) return { script, comparison }
    }
  }
  return undefined
}

/** What comes after the difference plays no part. */
function truncated({ script, comparison }: Disagreement): Disagreement {
  const { schedule } = script
  const end = comparison.differsAt ?? schedule.probes.length
  const last = schedule.probes[end]?.at ?? Number.POSITIVE_INFINITY
  return {
    comparison,
    script: {
      ...script,
      schedule: {
        ...schedule,
        probes: without(schedule.probes, (i) => i > end),
        flushes: schedule.flushes.filter(({ at }) => at <= last),
      },
    },
  }
}

const AT_ONCE = 32
