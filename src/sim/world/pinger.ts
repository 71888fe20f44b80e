/** Keeps the pings of a scenario going: from a set time on, or for as long as the sender knows its target. */
import { after, type Instant } from "../../domain/net/instant.ts"
import type { PingPlan } from "./traffic.ts"

export class Pinger {
  readonly #plans: readonly PingPlan[]
  readonly #schedule: (at: Instant, plan: PingPlan) => void
  readonly #known = new Map<number, Set<number>>()
  readonly #bySender = new Map<number, Map<number, PingPlan[]>>()

  constructor(plans: readonly PingPlan[], schedule: (at: Instant, plan: PingPlan) => void) {
    this.#plans = plans
    this.#schedule = schedule
    for (const plan of plans) if (plan.start === undefined) this.#index(plan)
  }

  /** Puts those with a set time into the queue. */
  begin(): void {
    for (const plan of this.#plans) if (plan.start !== undefined) this.#plan(plan, plan.start)
  }

  /** A node has another as a peer from now on, or no longer. */
  met(from: number, to: number, isKnown: boolean, now: Instant): void {
    const known = this.#known.get(from) ?? new Set()
    this.#known.set(from, known)
    if (!isKnown) return void known.delete(to)
    known.add(to)
    for (const plan of this.#bySender.get(from)?.get(to) ?? []) if (!plan.isScheduled) this.#plan(plan, now)
  }

  /** A node stopped, and with it all that it knew. */
  forget(node: number): void {
    this.#known.delete(node)
  }

  /** A ping's time came; true if it is to be sent. The next one is in the queue then. */
  due(plan: PingPlan, now: Instant): boolean {
    plan.isScheduled = false
    const isWanted = plan.start !== undefined || (this.#known.get(plan.from)?.has(plan.to) ?? false)
    if (isWanted) this.#plan(plan, after(now, plan.every))
    return isWanted
  }

  #plan(plan: PingPlan, at: Instant): void {
    if (at > plan.stop) return
    plan.isScheduled = true
    this.#schedule(at, plan)
  }

  #index(plan: PingPlan): void {
    const targets = this.#bySender.get(plan.from) ?? new Map<number, PingPlan[]>()
    this.#bySender.set(plan.from, targets)
    targets.set(plan.to, [...(targets.get(plan.to) ?? []), plan])
  }
}
