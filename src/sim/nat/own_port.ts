/** "Port preservation" (RFC 4787 section 4.2.1): the inside port, if it may be had outside. */
import type { PortPolicy, PortRequest } from "./port_policy.ts"
import type { NatProfile } from "./rfc4787.ts"

export class OwnPort implements PortPolicy {
  readonly #range: NatProfile["portRange"]

  /** Where none is given, any port is in range. */
  constructor(range: NatProfile["portRange"]) {
    this.#range = range
  }

  draw({ inside: { port }, isFree }: PortRequest): number | undefined {
    return this.#isInRange(port) && isFree(port) ? port : undefined
  }

  #isInRange(port: number): boolean {
    return this.#range === undefined || (port >= this.#range[0] && port <= this.#range[1])
  }
}
