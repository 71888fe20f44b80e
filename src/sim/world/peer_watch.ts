/** Keeps what a node thinks of its peers, so that the run can tell when that changed and how it was at any time. */
import type { Event } from "../../domain/mesh/event.ts"
import { find } from "../../domain/mesh/sorted_list.ts"
import type { Peer, PeerState } from "../../domain/mesh/state.ts"
import type { Instant } from "../../domain/net/instant.ts"
import type { Brain } from "../../domain/mesh/brain.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import { isNeighbour } from "../fabric/reach.ts"
import type { Host } from "../host.ts"
import { eventTexts, type Told } from "../../domain/mesh/event_text.ts"
import type { Surroundings } from "./surroundings.ts"

export class PeerWatch {
  readonly #host: Host
  readonly #index: number
  readonly #world: Surroundings
  readonly #states = new Map<PublicKey, PeerState>()
  #told: Told = NOTHING

  constructor(index: number, host: Host, world: Surroundings) {
    this.#index = index
    this.#host = host
    this.#world = world
  }

  /** The node recorded this; its state is the one after it. */
  recorded(brain: Brain, event: Event, now: Instant): void {
    this.#tell(event, now)
    if (event._tag === "PeerSpecRemoved") this.#forget(event.peer, now)
    const key = peerOf(event)
    const peer = key === undefined ? undefined : find(brain.mesh.peers, key)
    if (peer === undefined) return
    const to = this.#world.ownerOfKey(peer.key)
    if (to === undefined) return
    const pair = this.#world.log.history.pair(this.#index, to)
    pair.see({ at: now, peer, isLocal: this.#isLocal(peer) })
    if (event._tag === "HandshakeOk") pair.firstHandshakeAt ??= now
    this.#compare(brain, peer, now)
  }

  /** The node stopped, and knows nobody. */
  stopped(now: Instant): void {
    this.#states.clear()
    this.#told = NOTHING
    this.#world.log.history.stopped(this.#index, now)
  }

  /** This host, or the one of that number, is somewhere else now, so neighbours may have become strangers. */
  relocated(host: number, now: Instant): void {
    const { history } = this.#world.log
    const pairs = host === this.#index
      ? [...history.of(host)].map(([, pair]) => pair)
      : [history.pair(this.#index, host)]
    for (const pair of pairs) {
      const last = pair.at(now)
      if (last === undefined) continue
      const isLocal = this.#isLocal(last.peer)
      if (isLocal !== last.isLocal) pair.see({ at: now, peer: last.peer, isLocal })
    }
  }

  /** The node looked at all its peers. */
  passed(brain: Brain, now: Instant): void {
    for (const peer of brain.mesh.peers) this.#compare(brain, peer, now)
  }

  #forget(key: PublicKey, now: Instant): void {
    const to = this.#world.ownerOfKey(key)
    if (to !== undefined) this.#world.log.history.pair(this.#index, to).lapse(now)
  }

  #compare(brain: Brain, peer: Peer, now: Instant): void {
    const state = brain.rules.policy.peerState(peer, now)
    if ((this.#states.get(peer.key) ?? "unknown") === state) return
    this.#states.set(peer.key, state)
    this.#world.log.story.changed(now, this.#host.name, this.#nameOf(peer.key), state)
  }

  #tell(event: Event, now: Instant): void {
    for (const text of eventTexts(event, (key) => this.#nameOf(key), this.#told)) {
      this.#world.log.story.tell(now, this.#host.name, text)
    }
    if (event._tag === "PeerSpecRemoved") this.#states.delete(event.peer)
    else if (event._tag === "OverlapsChanged") this.#told = { ...this.#told, overlaps: event.overlaps }
    else if (event._tag === "EndpointsHarvested") this.#told = { ...this.#told, harvest: event.harvest }
  }

  #isLocal({ endpoint }: Peer): boolean {
    return endpoint !== undefined &&
      this.#host.upInterfaces.some(({ attachment }) =>
        attachment.segment.prefixes.length > 0 && isNeighbour(endpoint.address, attachment)
      )
  }

  #nameOf(key: PublicKey): string {
    const owner = this.#world.ownerOfKey(key)
    return owner === undefined ? key : this.#world.nameOf(owner)
  }
}

const NOTHING: Told = { overlaps: [], harvest: [] }

function peerOf(event: Event): PublicKey | undefined {
  switch (event._tag) {
    case "PeerSpecChanged":
      return event.spec.peer
    case "EndpointTried":
    case "EndpointObserved":
    case "HandshakeOk":
    case "PeerRouted":
    case "PeerBypassed":
      return event.peer
    case "AffiliateSeen":
    case "AffiliateExpired":
    case "LocalEndpointsChanged":
    case "PeerSpecRemoved":
    case "OverlapsChanged":
    case "EndpointsHarvested":
      return undefined
  }
}
