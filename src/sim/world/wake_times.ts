/**
 * Which wakes are in the queue. A node's deadline moves with every packet, mostly to later, and the queue forgets
 * nothing; so a new wake is put in only when it is earlier than the one that is there, and a later deadline is looked up
 * when that one comes.
 */
import { type Instant, NEVER } from "../../domain/net/instant.ts"

export class WakeTimes {
  readonly #schedule: (at: Instant, node: number) => void
  readonly #times = new Map<number, Instant>()

  constructor(schedule: (at: Instant, node: number) => void) {
    this.#schedule = schedule
  }

  /** The node is to be woken then at the latest. */
  wakeBy(node: number, at: Instant): void {
    if (at >= (this.#times.get(node) ?? NEVER)) return
    this.#times.set(node, at)
    this.#schedule(at, node)
  }

  /** A wake came out of the queue; false if an earlier one has replaced it. */
  fired(node: number, now: Instant): boolean {
    if (this.#times.get(node) !== now) return false
    this.#times.set(node, NEVER)
    return true
  }
}
