/** Random scripts through the kernel and through the model, many at once: of how many the two see the same. */
import { compare } from "./agreement.ts"
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
  const left = numbers.map((number) => ({ number, script: () => randomScript(seed, number), voids: 0 }))
  let size = MOST_AT_ONCE
  while (left.length > 0 && tally.disagreements.size < ENOUGH) {
    const batch = left.splice(0, size).map((one) => ({ ...one, script: one.script() }))
    const runs = await playOnKernel(batch.map(({ script }) => script), `s${left.length}-`)
    const late = batch.filter((_, i) => runs[i]?.isVoid !== false)
    for (const [i, { number, script }] of batch.entries()) {
      const run = runs[i]
      if (run !== undefined && !run.isVoid) count(tally, number, { script, comparison: compare(script, run.outcomes) })
    }
    tally.voids += late.length
    if (late.some(({ voids }) => voids >= MOST_VOIDS)) throw new Error(TOO_BUSY)
    left.push(...late.map(({ number, script, voids }) => ({ number, script: () => script, voids: voids + 1 })))
    const isBusy = late.length > batch.length / 4
    size = isBusy ? Math.ceil(size / 2) : Math.min(MOST_AT_ONCE, size + STEP)
    onProgress(numbers.length - left.length)
  }
  return tally
}

function count(tally: Tally, number: number, one: Disagreement): void {
  const { kind } = one.script
  tally.scripts.set(kind, (tally.scripts.get(kind) ?? 0) + 1)
  tally.datagrams += one.script.schedule.probes.length
  if (one.comparison.differsAt !== undefined) tally.disagreements.set(number, one)
}

/** More side by side, and packets get late. */
const MOST_AT_ONCE = 50
/** So many more, once a machine that was busy is so no longer. */
const STEP = 5
/** Disagreements, until it is not worth going on. */
const ENOUGH = 20
const MOST_VOIDS = 8
const TOO_BUSY = `this machine is too busy: a script was late ${MOST_VOIDS} times; try again with less beside it`
