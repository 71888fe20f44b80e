/**
 * What happens next: a 4-ary heap over (time, sequence). Items of one instant come out in the order in which they went
 * in, which is what makes a run reproducible. Times and sequence numbers sit in arrays of their own, so that sifting
 * touches no item.
 */
import { type Instant, instant, NEVER } from "../domain/net/instant.ts"

const ARITY = 4

export class EventQueue<Item> {
  #times: number[] = []
  #sequences: number[] = []
  #items: Item[] = []
  #pushed = 0

  get size(): number {
    return this.#items.length
  }

  /** When the first item is due; NEVER if there is none. */
  get nextAt(): Instant {
    return instant(this.#times[0] ?? NEVER)
  }

  push(at: Instant, item: Item): void {
    const sequence = this.#pushed++
    let hole = this.#items.length
    this.#times.push(at)
    this.#sequences.push(sequence)
    this.#items.push(item)
    while (hole > 0) {
      const parent = Math.floor((hole - 1) / ARITY)
      if ((this.#times[parent] ?? 0) <= at) break
      this.#move(parent, hole)
      hole = parent
    }
    this.#place(hole, at, sequence, item)
  }

  /** Takes out the earliest item. */
  pop(): Item | undefined {
    const first = this.#items[0]
    const at = this.#times.pop()
    const sequence = this.#sequences.pop()
    const item = this.#items.pop()
    if (at === undefined || sequence === undefined || item === undefined || this.#items.length === 0) return first
    this.#sink(at, sequence, item)
    return first
  }

  /** Lets the last item, which was cut off, sink from the top to its place. */
  #sink(at: number, sequence: number, item: Item): void {
    const size = this.#items.length
    let hole = 0
    for (;;) {
      const first = hole * ARITY + 1
      if (first >= size) break
      let best = first
      const end = Math.min(first + ARITY, size)
      for (let child = first + 1; child < end; child++) if (this.#isBefore(child, best)) best = child
      const bestAt = this.#times[best] ?? 0
      if (bestAt > at || (bestAt === at && (this.#sequences[best] ?? 0) > sequence)) break
      this.#move(best, hole)
      hole = best
    }
    this.#place(hole, at, sequence, item)
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#times[a] ?? 0) - (this.#times[b] ?? 0)
    return difference < 0 || (difference === 0 && (this.#sequences[a] ?? 0) < (this.#sequences[b] ?? 0))
  }

  #move(from: number, to: number): void {
    const item = this.#items[from]
    if (item !== undefined) this.#place(to, this.#times[from] ?? 0, this.#sequences[from] ?? 0, item)
  }

  #place(at: number, time: number, sequence: number, item: Item): void {
    this.#times[at] = time
    this.#sequences[at] = sequence
    this.#items[at] = item
  }
}
