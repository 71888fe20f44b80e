/** Each port a step after the one before, and round at the end; where that is taken, a step further. */
import type { PortPolicy, PortRequest } from "./port_policy.ts"
import { isWithin } from "./port_span.ts"

export class SequentialPorts implements PortPolicy {
  readonly #step: number
  /** By the first port of each span: the next to be tried. */
  readonly #next = new Map<number, number>()

  constructor(step: number) {
    this.#step = step
  }

  draw({ span, isFree }: PortRequest): number | undefined {
    const count = span.last - span.first + 1
    const start = (this.#next.get(span.first) ?? span.first) - span.first
    for (const offset of this.#offsets(count)) {
      const port = span.first + ((start + offset) % count)
      if (!isWithin(span, port) || !isFree(port)) continue
      this.#next.set(span.first, span.first + ((port - span.first + this.#step) % count))
      return port
    }
    return undefined
  }

  /** Every port's distance: first those whole steps away, then those that no number of steps leads to. */
  *#offsets(count: number): Iterable<number> {
    for (let shift = 0; shift < Math.min(this.#step, count); shift++) {
      for (let offset = shift; offset < count; offset += this.#step) yield offset
    }
  }
}
