/** Random scripts through the kernel and through the model, many at once: of how many the two see the same. */
import { compare } from "./agreement.ts"
import { MOST_TIMES, playedInTime } from "./in_time.ts"
import { playOnKernel } from "./kernel_run.ts"
import { randomScript } from "./random_script.ts"
import type { Kind } from "./script.ts"
import type { Disagreement } from "./shrunk.ts"

export interface Tally {
  readonly scripts: Map<Kind, number>
  /** In scripts that count. */
  datagrams: number
  /** Runs in which something was too late, so that they say nothing and were made again. */
  voids: number
  readonly disagreements: Map<number, Disagreement>
}

export interface Task {
  readonly seed: number
  readonly numbers: readonly number[]
  /** After each batch; how many are done with. */
  readonly onProgress: (done: number) => void
}

export async function runScripts({ seed, numbers, onProgress }: Task): Promise<Tally> {
  const tally: Tally = { scripts: new Map(), datagrams: 0, voids: 0, disagreements: new Map() }
  const batches = playedInTime(numbers, (number) => randomScript(seed, number), playOnKernel)
  for await (const { inTime, late, givenUp, left } of batches) {
    for (const { item, played: script, run } of inTime) {
      count(tally, item, { script, comparison: compare(script, run.outcomes) })
    }
    tally.voids += late
    if (givenUp > 0) throw new Error(TOO_BUSY)
    onProgress(numbers.length - left)
    if (tally.disagreements.size >= ENOUGH) break
  }
  return tally
}

function count(tally: Tally, number: number, one: Disagreement): void {
  const { kind } = one.script
  tally.scripts.set(kind, (tally.scripts.get(kind) ?? 0) + 1)
  tally.datagrams += one.script.schedule.probes.length
  if (one.comparison.differsAt !== undefined) tally.disagreements.set(number, one)
}

/** Disagreements, until it is not worth going on. */
const ENOUGH = 20
const TOO_BUSY = `this machine is too busy: a script was late ${MOST_TIMES} times; try again with less beside it`
