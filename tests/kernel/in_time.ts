/**
 * Many plays, some at a time. One in which anything was late says nothing: it is played again, in the end with fewer beside
 * it, and given up when it was late too often.
 */
import { present } from "../../src/domain/assert.ts"
import type { KernelRun, Played } from "./kernel_run.ts"

export interface Batch<Item, P> {
  readonly inTime: readonly { readonly item: Item; readonly played: P; readonly run: KernelRun }[]
  /** How many were not. */
  readonly late: number
  /** How many of those are not played again. */
  readonly givenUp: number
  /** How many are still to be played. */
  readonly left: number
}

/** `playedOf` is asked for each item when its time has come, and gives the same each time. */
export async function* playedInTime<Item, P extends Played>(
  items: readonly Item[],
  playedOf: (item: Item) => P,
  play: (all: readonly P[], name: string) => Promise<readonly KernelRun[]>,
): AsyncGenerator<Batch<Item, P>> {
  const left = items.map((item) => ({ item, times: 1 }))
  let size = MOST_AT_ONCE
  while (left.length > 0) {
    const batch = left.splice(0, size).map(({ item, times }) => ({ item, times, played: playedOf(item) }))
    const runs = await play(batch.map(({ played }) => played), `p${left.length}-`)
    const all = batch.map((one, i) => ({ ...one, run: present(runs[i], "one for each") }))
    const late = all.filter(({ run }) => run.isVoid)
    const again = late.filter(({ times }) => times < MOST_TIMES)
    left.push(...again.map(({ item, times }) => ({ item, times: times + 1 })))
    const isBusy = late.length > batch.length / 4
    size = isBusy ? Math.ceil(size / 2) : Math.min(MOST_AT_ONCE, size + STEP)
    const inTime = all.filter(({ run }) => !run.isVoid)
    yield { inTime, late: late.length, givenUp: late.length - again.length, left: left.length }
  }
}

/** More side by side, and packets get late. */
const MOST_AT_ONCE = 50
/** So many more, once a machine that was busy is so no longer. */
const STEP = 5
export const MOST_TIMES = 9
