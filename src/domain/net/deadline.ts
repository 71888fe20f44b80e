/** When to wake and why: every layer derives its next deadline from what it remembers, and a trace can say the reason. */
import { type Instant, NEVER } from "./instant.ts"

export interface Deadline<Reason extends string = string> {
  readonly at: Instant
  readonly reason: Reason | "idle"
}

/** Nothing will happen by itself. */
export const IDLE: Deadline<never> = { at: NEVER, reason: "idle" }

/** The earlier of two; the first one wins a tie, so that the order of the arguments decides and not chance. */
export function sooner<A extends string, B extends string>(a: Deadline<A>, b: Deadline<B>): Deadline<A | B> {
  return b.at < a.at ? b : a
}
