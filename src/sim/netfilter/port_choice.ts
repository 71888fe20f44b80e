/** Which port Linux gives to a source that cannot keep its own: a random one of its class, and the next that is free. */
import type { Random } from "../../domain/random.ts"

export interface PortRequest {
  /** Ports that may be taken, both ends included. */
  readonly first: number
  readonly last: number
  readonly isFree: (port: number) => boolean
}

/** A port; undefined if none is found. */
export type PortChooser = (request: PortRequest) => number | undefined

/** Ports are tried one after the other from a random one on, then from another, half as many, and so on. */
export function chooserOf(random: Pick<Random, "below">): PortChooser {
  return ({ first, last, isFree }) => {
    const count = last - first + 1
    for (let attempts = Math.min(count, MOST_ATTEMPTS); attempts > 0; attempts = Math.floor(attempts / 2)) {
      const start = random.below(U16)
      for (let i = 0; i < attempts; i++) {
        const port = first + ((start + i) % count)
        if (isFree(port)) return port
      }
      if (attempts >= count || attempts < FEWEST_ATTEMPTS) return undefined
    }
    return undefined
  }
}

/** A port that was not drawn, if it is one of those that may be taken. */
export const ifAllowed = (port: number | undefined, { first, last, isFree }: PortRequest): number | undefined =>
  port !== undefined && port >= first && port <= last && isFree(port) ? port : undefined

/** Ports of one class stay in it: the lowest, the other privileged ones, and the rest (RFC 4787 REQ-3a, and finer). */
export function classOf(port: number): readonly [first: number, last: number] {
  if (port < 512) return [1, 511]
  return port < 1024 ? [600, 1023] : [1024, 65535]
}

const U16 = 0x10000
const MOST_ATTEMPTS = 128
const FEWEST_ATTEMPTS = 16
