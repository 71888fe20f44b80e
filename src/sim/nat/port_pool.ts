/** Which external port the next mapping gets (RFC 4787 section 4.2). */
import type { Rng } from "../rng.ts"
import type { NatProfile, PortAssignment } from "./rfc4787.ts"

export class PortPool {
  readonly #assignment: PortAssignment
  readonly #isBounded: boolean
  readonly #first: number
  readonly #count: number
  readonly #rng: Rng
  #next = 0

  constructor(assignment: PortAssignment, range: NatProfile["portRange"], rng: Rng) {
    const [first, last] = range ?? UNPRIVILEGED
    this.#assignment = assignment
    this.#isBounded = range !== undefined
    this.#first = first
    this.#count = last - first + 1
    this.#rng = rng
  }

  /** A port for which `isFree` holds; undefined if there is none. */
  draw(insidePort: number, isFree: (port: number) => boolean): number | undefined {
    if (this.#assignment === "preserve" && this.#isInRange(insidePort) && isFree(insidePort)) return insidePort
    const start = this.#assignment === "sequential" ? this.#next : this.#rng.below(this.#count)
    for (let i = 0; i < this.#count; i++) {
      const port = this.#first + ((start + i) % this.#count)
      if (!isFree(port)) continue
      if (this.#assignment === "sequential") this.#next = (start + i + 1) % this.#count
      return port
    }
    return undefined
  }

  #isInRange(port: number): boolean {
    return !this.#isBounded || (port >= this.#first && port < this.#first + this.#count)
  }
}

/** Ports that need no privileges. */
const UNPRIVILEGED = [1024, 65535] as const
