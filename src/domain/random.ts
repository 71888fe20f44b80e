/**
 * Chance, injected. The agent gives a cryptographic source, the simulator a seeded one; the domain cannot tell.
 * Nothing in the domain or the simulator draws a number in any other way.
 */
export interface Random {
  /** A uniform integer in [0, 2^32). */
  readonly u32: () => number
  /** A uniform integer in [0, bound); `bound` is an integer in [1, 2^32]. */
  readonly below: (bound: number) => number
  /** Fills all of `target` with random bytes and returns it. */
  readonly fill: (target: Uint8Array) => Uint8Array
}
