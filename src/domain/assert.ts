/**
 * The only place in the domain that throws. An assertion states a fact that nothing but a bug of ours can falsify;
 * hostile or unlucky input is never asserted on, it is dropped with a reason.
 */

export class AssertionError extends Error {
  override readonly name = "AssertionError"
}

/** Stops the program when `condition` is false; `fact` says in words what should have held. */
export function assert(condition: boolean, fact: string): asserts condition {
  if (!condition) throw new AssertionError(fact)
}

/** The value, which `fact` says must be there. */
export function present<T>(value: T | undefined, fact: string): T {
  if (value === undefined) throw new AssertionError(fact)
  return value
}

/** For the arm of a switch that the types rule out. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`)
}
