/** What the agent does, in sentences for whoever watches it, as the simulator tells it of its nodes. */
import type { Brain } from "../domain/mesh/brain.ts"
import type { Event } from "../domain/mesh/event.ts"
import * as sorted from "../domain/mesh/sorted_list.ts"
import type { PeerState } from "../domain/mesh/state.ts"
import type { Instant } from "../domain/net/instant.ts"
import type { PublicKey } from "../domain/public_key.ts"
import { eventTexts, type Told } from "../domain/mesh/event_text.ts"

export class Teller {
  readonly #brain: Brain
  readonly #states = new Map<PublicKey, PeerState>()
  #told: Told = { overlaps: [], harvest: [] }

  constructor(brain: Brain) {
    this.#brain = brain
  }

  /** Of an event that was recorded. */
  texts(event: Event): readonly string[] {
    const texts = eventTexts(event, (key) => this.#nameOf(key), this.#told)
    if (event._tag === "OverlapsChanged") this.#told = { ...this.#told, overlaps: event.overlaps }
    if (event._tag === "EndpointsHarvested") this.#told = { ...this.#told, harvest: event.harvest }
    if (event._tag === "PeerSpecRemoved") this.#states.delete(event.peer)
    return texts
  }

  /**
   * Who is up or down since the last time; nobody says so of itself, as it follows from facts and the time. That nothing
   * is known yet, as after each other endpoint that is tried, is no news.
   */
  changes(now: Instant): readonly string[] {
    const { mesh, rules: { policy } } = this.#brain
    return mesh.peers.flatMap((peer) => {
      const state = policy.peerState(peer, now)
      if (state === "unknown" || this.#states.get(peer.key) === state) return []
      this.#states.set(peer.key, state)
      return [`sees ${peer.spec.label} ${state}`]
    })
  }

  #nameOf(key: PublicKey): string {
    return sorted.find(this.#brain.mesh.peers, key)?.spec.label ?? key
  }
}
