/** A port at random, and from there the next that is free. */
import type { Random } from "../../domain/random.ts"
import type { PortPolicy, PortRequest } from "./port_policy.ts"
import { isWithin } from "./port_span.ts"

export class RandomPorts implements PortPolicy {
  readonly #random: Pick<Random, "below">

  constructor(random: Pick<Random, "below">) {
    this.#random = random
  }

  draw({ span, isFree }: PortRequest): number | undefined {
    const count = span.last - span.first + 1
    const start = this.#random.below(count)
    for (let i = 0; i < count; i++) {
      const port = span.first + ((start + i) % count)
      if (isWithin(span, port) && isFree(port)) return port
    }
    return undefined
  }
}
