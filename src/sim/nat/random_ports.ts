/** A port at random, and from there the next that is free; or the one that chance is told to have. */
import type { Random } from "../../domain/random.ts"
import type { PortPolicy, PortRequest } from "./port_policy.ts"
import { isWithin, type PortSpan } from "./port_span.ts"

/** What a device draws from. */
export interface Chance extends Pick<Random, "below"> {
  /** Which port is to be drawn, if it may be; where nothing is said, or not that, chance has its way. */
  readonly port?: (request: ChanceRequest) => number | undefined
}

interface ChanceRequest {
  /** Both ends included. */
  readonly first: number
  readonly last: number
  readonly isFree: (port: number) => boolean
}

export class RandomPorts implements PortPolicy {
  readonly #chance: Chance

  constructor(chance: Chance) {
    this.#chance = chance
  }

  draw({ span, isFree }: PortRequest): number | undefined {
    const { first, last } = span
    return this.#chance.port?.({ first, last, isFree: (port) => isWithin(span, port) && isFree(port) }) ??
      this.#draw(span, isFree)
  }

  #draw(span: PortSpan, isFree: PortRequest["isFree"]): number | undefined {
    const count = span.last - span.first + 1
    const start = this.#chance.below(count)
    for (let i = 0; i < count; i++) {
      const port = span.first + ((start + i) % count)
      if (isWithin(span, port) && isFree(port)) return port
    }
    return undefined
  }
}
