/** Events so far, and the state that they lead to, for decisions that build on their own first half. */
import type { Event } from "./event.ts"
import { evolve } from "./evolve.ts"
import type { MeshState } from "./state.ts"

export class Draft {
  readonly events: Event[] = []
  state: MeshState

  constructor(state: MeshState) {
    this.state = state
  }

  add(event: Event): void {
    this.events.push(event)
    this.state = evolve(this.state, event)
  }
}
