/**
 * Which connection a full table can do without: the oldest that is no stream. The order is that of one moment; who is a
 * stream stays one, and who came later is younger than all of it. So a look at all connections is due only when the order
 * is used up, and not even then if all were streams and nobody has come since.
 */
import type { Connection } from "./connection.ts"

export class SpareConnections {
  #order: readonly Connection[] = []
  #next = 0
  #mayBeMore = true

  /** Another one came into the table. */
  added(): void {
    this.#mayBeMore = true
  }

  /** Of these, by age; undefined if all of them are streams. */
  oldest(all: ReadonlySet<Connection>): Connection | undefined {
    const known = this.#advance(all)
    if (known !== undefined || !this.#mayBeMore) return known
    this.#order = [...all].filter(({ isAssured }) => !isAssured)
    this.#next = 0
    this.#mayBeMore = this.#order.length > 0
    return this.#advance(all)
  }

  clear(): void {
    this.#order = []
    this.#mayBeMore = true
  }

  #advance(all: ReadonlySet<Connection>): Connection | undefined {
    for (; this.#next < this.#order.length; this.#next++) {
      const one = this.#order[this.#next]
      if (one !== undefined && !one.isAssured && all.has(one)) return one
    }
    return undefined
  }
}
